import { DIMMED, OFF, HIT, SELECTED } from './state.ts';

/** State bit set by the renderer itself for items without finite coordinates. */
export const NO_PLACE = 128;

/** How much of the ground is in the rim of a plain point. */
export const RIM_FADE = 0.32;

/** `style` holds four bytes per item: state bits, shape, size in 64ths, unused. */
export const VERTEX = /* glsl */ `
precision highp float;
precision highp int;
in vec3 position;
in vec3 destination;
in vec4 colour;
in vec4 style;

uniform mat4 viewProjection;
uniform float passage;      // 0: position, 1: destination
uniform float size;         // diameter in device pixels at the target's depth
uniform float cue;          // strength of the depth cue: 1 in 3-D, 0 in 2-D
uniform float fade;         // 1 / length in map units over which distance fades
uniform vec3 background;
uniform float dim;          // how much of its colour a dimmed point keeps
uniform vec3 accent;
uniform vec3 text;
uniform float pixel;        // device pixels per CSS pixel
uniform vec2 emphasis;      // how much selected points and hits stand out: less when they are many

out vec3 fill;
out vec3 rim;
flat out float radius;
flat out float rimWidth;
flat out int shape;
flat out float side;        // of the square that holds the marker

void main() {
  int state = int(style.x);
  shape = int(style.y);
  if ((state & ${NO_PLACE}) != 0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 0.0;
    return;
  }
  // What is switched off stays as a faint trace, whatever else it is.
  bool off = (state & ${OFF}) != 0;
  bool selected = !off && (state & ${SELECTED}) != 0;
  bool hit = !off && (state & ${HIT}) != 0;
  bool dimmed = off || (state & ${DIMMED}) != 0;

  gl_Position = viewProjection * vec4(mix(position, destination, passage), 1.0);
  float w = gl_Position.w;
  if (gl_Position.z < -w) {
    // Too near to the eye: put it outside, since the layers below would bring it back.
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 0.0;
    return;
  }

  // Five layers of depth, so that the selection is never behind what is dimmed, nor that behind what is off.
  float layer = selected ? 0.0 : hit ? 1.0 : off ? 4.0 : dimmed ? 3.0 : 2.0;
  gl_Position.z = ((gl_Position.z / w * 0.5 + 0.5 + layer) / 5.0 * 2.0 - 1.0) * w;

  float diameter = size * (style.z / 64.0) * mix(1.0, clamp(1.0 / w, 0.55, 2.5), cue);
  float mark = selected ? emphasis.x : hit ? emphasis.y : 0.0;
  diameter *= (selected || hit) ? mix(1.05, 1.4, mark) : dimmed ? 0.9 : 1.0;
  rimWidth = (selected || hit) ? mix(0.6, 1.5, mark) * pixel : min(1.0, diameter * 0.12);
  radius = diameter * 0.5 + rimWidth * mark;
  // Squares and the like get the corners they need. A tight square is most of the speed with many points.
  side = radius * 2.0 * (shape == 0 ? 1.0 : 1.25) + 1.0;
  gl_PointSize = side;

  float distant = clamp((w - 1.0) * fade + 0.35, 0.0, 1.0) * cue;
  fill = mix(colour.rgb, background, off ? 1.0 - dim * 0.6 : dimmed ? 1.0 - dim : 0.0);
  fill = mix(fill, background, (selected || hit ? 0.2 : 0.55) * distant);
  rim = mix(fill, background, ${RIM_FADE});
  if (selected || hit) rim = mix(fill, selected ? text : accent, mix(0.5, 1.0, mark));
}
`;

export const FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
in vec3 fill;
in vec3 rim;
flat in float radius;
flat in float rimWidth;
flat in int shape;
flat in float side;
out vec4 colour;

// Signed distance to the outline of the marker, negative inside; p and r in device pixels, y downwards.
float box(vec2 p, vec2 half_) {
  vec2 d = abs(p) - half_;
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}
float triangle(vec2 p, float r) {
  p.y += r * 0.15;
  return max(abs(p.x) * 0.866 - p.y * 0.5, p.y) - r * 0.62;
}
float marker(vec2 p, float r) {
  switch (shape) {
    case 1: return box(p, vec2(r * 0.86));
    case 2: return triangle(vec2(p.x, p.y), r);
    case 3: return (abs(p.x) + abs(p.y) - r * 1.2) * 0.7071;
    case 4: return min(box(p, vec2(r * 1.12, r * 0.36)), box(p, vec2(r * 0.36, r * 1.12)));
    case 5: {
      vec2 q = vec2(p.x + p.y, p.y - p.x) * 0.7071;
      return min(box(q, vec2(r * 1.12, r * 0.36)), box(q, vec2(r * 0.36, r * 1.12)));
    }
    case 6: return triangle(vec2(p.x, -p.y), r);
    default: return length(p) - r;
  }
}

void main() {
  vec2 p = (gl_PointCoord - 0.5) * side;
  float d = marker(p, radius);
  float cover = clamp(0.5 - d, 0.0, 1.0);
  if (cover < 0.04) discard;
  float edge = clamp(d + rimWidth + 0.5, 0.0, 1.0);
  colour = vec4(mix(fill, rim, edge), cover);
}
`;
