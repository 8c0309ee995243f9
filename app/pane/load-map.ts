/** Fetches the code of the map: three.js is most of the page's code, and the first screen does without it. */
export const loadMap = () => import('./MapPicture.tsx');
