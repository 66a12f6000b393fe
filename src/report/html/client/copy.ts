/** Copying texts out of the page. */

/** Copies, and says on the button whether it went. */
export async function copyFrom(button: HTMLElement, text: string): Promise<void> {
  const label = button.textContent ?? '';
  const copied = await copy(text);
  button.textContent = copied ? 'Copied' : "Can't copy here";
  setTimeout(() => {
    button.textContent = label;
  }, 2_000);
}

/** By the clipboard where the page may use it, else by a field that is copied from. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('aria-hidden', 'true');
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
