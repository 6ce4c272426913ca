/** Characters that some file system does not take, and the ones that turn names around. */
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u202a-\u202e\u2066-\u2069]/gu;
const MOST_CHARACTERS = 150;

/** Gives the browser a file that was made on the page. */
export function saveFile(name: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replaceAll(FORBIDDEN, '_').slice(-MOST_CHARACTERS);
  link.click();
  // The download has begun by the time the browser comes to this.
  setTimeout(() => { URL.revokeObjectURL(address); }, 10_000);
}
