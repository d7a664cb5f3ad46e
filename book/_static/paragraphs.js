// A click on the mark of a paragraph goes there, as a link does, and copies its address.
// Without a script, or without a clipboard, it is a link like any other.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.paragraph-link");
  if (!link || !navigator.clipboard) return;
  let status = document.getElementById("paragraph-status");
  if (!status) {
    status = document.createElement("span");
    status.id = "paragraph-status";
    status.setAttribute("role", "status");
    document.querySelector("main").append(status);
  }
  try {
    await navigator.clipboard.writeText(link.href);
    status.textContent = "Address copied";
    setTimeout(() => { status.textContent = ""; }, 2000);
  } catch { /* the browser refused: the link was followed all the same */ }
});
