// Runs before the first paint, from a file of our own: a chosen theme must not flash the other one.
try {
  const theme = localStorage.getItem('agentport-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to us: the system's theme holds.
}
