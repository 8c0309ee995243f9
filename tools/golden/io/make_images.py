#!/usr/bin/env python3
"""Writes the fixtures of images: src/io/images/testdata.

    /usr/bin/python3 tools/golden/io/make_images.py

Needs numpy and Pillow (python3-pil), which says what size an image has: `size` in the expected file.
"""

import io
import struct
import zlib

import numpy as np
import PIL
from PIL import Image

import fixture
from fixture import error, write

fixture.VERSIONS += f", Pillow {PIL.__version__}"


def picture(width, height, mode="RGB"):
    y, x = np.mgrid[0:height, 0:width]
    red = np.stack([x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), (x + y) % 256], axis=-1)
    return Image.fromarray(red.astype(np.uint8)).convert(mode)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def image(name, data):
    size = Image.open(io.BytesIO(data)).size
    write("images", name, data, metadata=True, size=list(size))


def refused(name, data, code, place, **more):
    write("images", name, data, **error(code, place), **more)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height):
    """A PNG whose header is right and whose data are those of nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def jpeg(*segments):
    return b"\xff\xd8" + b"".join(b"\xff" + bytes([m]) + struct.pack(">H", len(b) + 2) + b for m, b in segments)


def frame(width, height):
    return struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"


def make():
    image("rgb.png", saved(picture(40, 30), "PNG"))
    image("grey.png", saved(picture(7, 33, "L"), "PNG"))
    image("palette.png", saved(picture(28, 28, "P"), "PNG"))
    image("alpha.png", saved(picture(16, 8, "RGBA"), "PNG"))
    image("baseline.jpg", saved(picture(50, 20), "JPEG"))
    image("progressive.jpeg", saved(picture(33, 65), "JPEG", progressive=True))
    image("grey.jpg", saved(picture(9, 17, "L"), "JPEG"))
    plain = saved(picture(31, 12), "JPEG")
    filler = b"\xff\xef" + struct.pack(">H", 0xFFFF) + bytes(0xFFFD)
    image("size-behind-64-kib.jpg", plain[:2] + filler + b"\xff\xff" + plain[2:])
    image("lossy.webp", saved(picture(41, 23), "WEBP"))
    image("lossless.webp", saved(picture(19, 27), "WEBP", lossless=True))
    image("extended.webp", saved(picture(300, 5, "RGBA"), "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"))
    image("named-wrongly.csv", saved(picture(12, 12), "PNG"))

    refused("bomb.png", png(100_000, 100_000), "E_LIMIT", "header", says="100,000 x 100,000")
    refused("bomb-pixels.png", png(20_000, 20_000), "E_LIMIT", "header")
    refused("bomb.jpg", jpeg((0xC0, frame(65_535, 65_535))), "E_LIMIT", "header")
    vp8x = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff" * 6
    refused("bomb.webp", b"RIFF" + struct.pack("<I", 22) + b"WEBP" + vp8x, "E_LIMIT", "header")
    refused("no-width.png", png(0, 10), "E_HEADER", "byte 0")
    refused("no-height.jpg", jpeg((0xC2, frame(10, 0))), "E_HEADER", "byte 0")
    refused("no-ihdr.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b"") + bytes(30), "E_HEADER", "byte 8")
    refused("cut.png", png(4, 4)[:20], "E_TRUNCATED", "byte 20")
    refused("cut.jpg", plain[:30], "E_TRUNCATED", "byte 30")
    refused("cut.webp", saved(picture(8, 8), "WEBP")[:25], "E_TRUNCATED", "byte 25")
    refused("no-frame.jpg", jpeg((0xE0, b"JFIF\0"), (0xDA, b"\x01")), "E_HEADER", "byte 11")
    refused("no-marker.jpg", b"\xff\xd8\xff\xe0\x00\x04ab" + bytes(20), "E_HEADER", "byte 8")
    refused("unknown-chunk.webp", b"RIFF" + struct.pack("<I", 40) + b"WEBPABCD" + bytes(32), "E_HEADER", "byte 12")
    refused("animation.gif", saved(picture(8, 8), "GIF"), "E_FORMAT", "byte 0", says="GIF")
    refused("scan.tiff", saved(picture(8, 8), "TIFF"), "E_FORMAT", "byte 0", says="TIFF")
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    refused("script.svg", svg, "E_FORMAT", "byte 0", says="SVG image, which may hold scripts")
    refused("script-with-heading.svg", f'<?xml version="1.0"?>\n<!-- drawn -->\n{svg}', "E_FORMAT", "byte 0", says="SVG")
    refused("empty.png", b"", "E_EMPTY", "byte 0")


make()
