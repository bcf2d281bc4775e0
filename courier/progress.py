"""Show on a terminal how far a pull has come, on one line that changes; elsewhere show nothing."""

from dataclasses import dataclass

from console.screen import Screen
from console.width import pad, width


@dataclass(slots=True)
class Progress:
    """The changing line of a screen; `asking` from the first box on, whose leaving the portal may have recorded."""

    screen: Screen
    asking: bool = False
    _columns: int = 0

    def show(self, key: str, /, **details: object) -> None:
        """Put the words of `key` in the place of the line before."""
        if not self.screen.err.isatty():
            return
        text = self.screen.words(key, **details)
        self.screen.err.write(f"\r{pad(text, max(self._columns, width(text)))}")
        self.screen.err.flush()
        self._columns = width(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._columns:
            self.screen.err.write(f"\r{' ' * self._columns}\r")
            self.screen.err.flush()
            self._columns = 0
