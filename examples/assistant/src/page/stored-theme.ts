// Runs before the first paint, as a plain script: a page that flashes white first would be of no use in the dark.
{
  const stored = localStorage.getItem('assistant-theme');
  if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored;
}
