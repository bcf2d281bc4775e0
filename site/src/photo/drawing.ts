// Draw a picture anew, so that nothing of its file is left but what it shows, and small enough to be sent (PHOTO.md).
// Leaves the choice of pictures, and showing them, to the screen, which also lends the canvas.

import { Malformed } from "../protocol/errors";
import { check, plain } from "../protocol/photo";

/** Longest side in pixels and JPEG quality of each attempt; the first result within the protocol's bound is taken. */
export const LADDER = [
  [1600, 0.85],
  [1600, 0.7],
  [1280, 0.6],
  [960, 0.5],
  [640, 0.4],
] as const;

/** Why a file gives no photo: not a picture, a HEIC that this browser cannot read, a canvas that lies, or never small enough. */
export class Undrawable extends Error {
  constructor(readonly why: "picture" | "heic" | "canvas" | "large") {
    super(why);
  }
}

/** A picture that the browser has read. */
interface Source {
  readonly picture: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  done(): void;
}

/**
 * Return the JPEG of a picture, turned clockwise by quarters, in the protocol's strict form. Rejects with Undrawable. The
 * canvas is empty before and after.
 */
export async function drawn(file: Blob, quarters: number, canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const source = await read(file);
  try {
    let side = 0;
    for (const [most, quality] of LADDER) {
      if (most !== side) draw(source, (side = most), quarters, canvas);
      const found = await encoded(canvas, quality);
      if (found !== null) return found;
    }
  } finally {
    source.done();
    canvas.width = canvas.height = 0;
  }
  throw new Undrawable("large");
}

/** Return the size of a picture that has to fit into a square, in whole pixels of at least one. */
export function fitted(width: number, height: number, most: number): [width: number, height: number] {
  const scale = Math.min(1, most / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Return whether a canvas gives back what is drawn on it: browsers that guard against fingerprinting give noise, or white. */
export function honest(pen: CanvasRenderingContext2D): boolean {
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, 8, 8);
  pen.fillStyle = "#000000";
  pen.fillRect(0, 0, 8, 4);
  const found = Array.from(pen.getImageData(0, 0, 8, 8).data);
  return found.every((value, at) => value === (at % 4 < 3 && at < found.length / 2 ? 0 : 255));
}

function draw(source: Source, most: number, quarters: number, canvas: HTMLCanvasElement): void {
  const [width, height] = fitted(source.width, source.height, most);
  canvas.width = Math.max(8, quarters % 2 ? height : width);
  canvas.height = Math.max(8, quarters % 2 ? width : height);
  const pen = canvas.getContext("2d");
  if (pen === null || !honest(pen)) throw new Undrawable("canvas");
  pen.fillStyle = "#ffffff"; // JPEG has no transparency
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((quarters * Math.PI) / 2);
  pen.drawImage(source.picture, -width / 2, -height / 2, width, height);
}

/** Return what the canvas shows as a photo, null when that is too large. */
async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Uint8Array | null> {
  try {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    const found = plain(new Uint8Array(await buffer(blob as Blob)));
    check(found);
    return found;
  } catch (error) {
    if (error instanceof Malformed && error.member === "size") return null;
    throw new Undrawable("canvas");
  }
}

/**
 * Return the picture of a file. An image element first: the browser then decodes a JPEG at about the size it is drawn in,
 * where a bitmap of 50 megapixels takes 260 MB (docs/decisions/0014).
 */
async function read(file: Blob): Promise<Source> {
  try {
    return await image(file);
  } catch {
    try {
      const bitmap = await createImageBitmap(file);
      return { picture: bitmap, width: bitmap.width, height: bitmap.height, done: () => bitmap.close() };
    } catch {
      throw new Undrawable((await heic(file)) ? "heic" : "picture");
    }
  }
}

async function image(file: Blob): Promise<Source> {
  const picture = new Image();
  const loaded = new Promise((resolve, reject) => {
    picture.onload = resolve;
    picture.onerror = reject;
  });
  picture.src = await address(file);
  await loaded;
  const { naturalWidth: width, naturalHeight: height } = picture;
  if (width === 0 || height === 0) throw new Undrawable("picture");
  return { picture, width, height, done: () => picture.removeAttribute("src") };
}

/** Return whether a file is one of those that an iPhone makes and few browsers read. */
async function heic(file: Blob): Promise<boolean> {
  const head = Array.from(new Uint8Array(await buffer(file.slice(4, 12))), (byte) => String.fromCharCode(byte)).join("");
  return /^ftyp(hei|hev|mif1|msf1)/.test(head);
}

/** Return a blob as a data: address, the only one besides its own that the page may show pictures from. */
export function address(blob: Blob): Promise<string> {
  return reading<string>((reader) => reader.readAsDataURL(blob));
}

function buffer(blob: Blob): Promise<ArrayBuffer> {
  return reading<ArrayBuffer>((reader) => reader.readAsArrayBuffer(blob));
}

function reading<T>(begin: (reader: FileReader) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as unknown as T);
    reader.onerror = reject;
    begin(reader);
  });
}
