/** Thrown with what is wrong with packed bytes: "it ends inside a block". */
export class UnpackError extends Error {}
