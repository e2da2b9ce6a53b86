/* The buttons that copy code. Where the browser gives no leave, the code is marked, so that one key copies it. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy button");
  if (!button) return;
  const snippet = button.closest(".snippet");
  const code = snippet.querySelector("textarea");
  const status = snippet.querySelector("[role=status]");
  status.textContent = ""; // so that the same word is announced anew
  try {
    await navigator.clipboard.writeText(code.value);
    status.textContent = "Copied";
  } catch {
    code.focus();
    code.select();
    status.textContent = "Marked: copy it with Ctrl or Cmd and C";
  }
});
