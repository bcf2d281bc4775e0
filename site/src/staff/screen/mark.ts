// The watermark of a view: its number again and again over everything, faint, for eyes and cameras and nobody else.
// A fixed lattice, the same on every view, lets a reader lay all numbers of a picture on top of each other.

import { lines } from "../../protocol/mark";
import { made } from "../../screen/dom";

const TILE = { width: 240, height: 88 }; // CSS pixels, as staff.css has them; even, so that half a picture has whole ones
const LEAST = { width: 1280, height: 1760 }; // a sheet of paper, which may be larger than the window

/** The marks of one page. */
export class Mark {
  private layer: HTMLElement | null = null;
  private mark = "";

  constructor(private readonly root: HTMLElement) {
    window.addEventListener("resize", () => this.mark !== "" && this.show(this.mark));
  }

  /** Cover the page with the number of a mark; an empty one uncovers it. */
  show(mark: string): void {
    this.mark = mark;
    const before = this.layer;
    this.layer = mark === "" ? null : layer(lines(mark).join("\n"));
    if (this.layer !== null) this.root.appendChild(this.layer); // before the old one goes: no moment without a mark
    if (before !== null) this.root.removeChild(before);
  }
}

function layer(number: string): HTMLElement {
  const all = made("div");
  all.className = "watermark notranslate";
  all.setAttribute("aria-hidden", "true");
  all.setAttribute("translate", "no");
  const columns = Math.ceil(Math.max(LEAST.width, window.innerWidth) / TILE.width) + 1;
  const rows = Math.ceil(Math.max(LEAST.height, window.innerHeight) / TILE.height);
  for (let row = 0; row < rows; row++) {
    const line = made("div");
    for (let column = 0; column < columns; column++) line.appendChild(made("span", number));
    all.appendChild(line);
  }
  return all;
}
