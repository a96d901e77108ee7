"""Type set once: shortcuts through private parts of the one version of the library that the lock pins.

As it is, WeasyPrint makes a Pango context for every run of text, forgets the run when its line is laid out, and shapes
it anew to paint it. Here a context serves all runs of one style, and what was laid out is painted. Off for any other
version; tests press every paper both ways and compare the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

VERSION = "70.0"
PARTED = re.compile("[\n\r\u2028\u2029]")  # what ends a line within a text
FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip


@contextmanager
def set_once() -> Iterator[None]:
    """Text is set once while this lasts. Not for two threads at once: the press holds a lock around it."""
    if import_module("weasyprint").__version__ != VERSION:
        yield
        return
    library: Any = import_module("weasyprint.text.line_break")
    layout = library.Layout
    plain = {name: getattr(layout, name) for name in ("setup", "set_text", "deactivate", "reactivate")}
    key_of = library._font_style_cache_key
    for name, quick in _shortcuts(library, **plain).items():
        setattr(layout, name, quick)
    library._font_style_cache_key = _remembered(key_of)
    try:
        yield
    finally:
        for name, slow in plain.items():
            setattr(layout, name, slow)
        library._font_style_cache_key = key_of


def _shortcuts(library: Any, *, setup: Any, set_text: Any, deactivate: Any, reactivate: Any) -> dict[str, Any]:
    """The methods of a layout, each as it was wherever the way through is not the short one."""
    pango = library.pango

    def quick_setup(self: Any, style: Any) -> None:
        held = _type_of(style, library)
        if held is None:
            setup(self, style)
            return
        context, description, self.language = held
        self.style, self.first_line_direction = style, 0
        self.layout = library.ffi.gc(pango.pango_layout_new(context), library.gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)  # noqa: FBT003 (a function in C)
        pango.pango_layout_set_font_description(self.layout, description)
        self.ascent = self.underline_position = self.strikethrough_position = None

    def quick_set_text(self: Any, text: str, justify: bool = False) -> None:  # noqa: FBT001, FBT002 (the library's)
        """Painting asks for a single paragraph; asked afterwards, Pango would shape the line again."""
        pango.pango_layout_set_single_paragraph_mode(self.layout, not PARTED.search(text))
        set_text(self, text, justify)

    def quick_deactivate(self: Any) -> None:
        if self.justification_spacing:
            deactivate(self)

    def quick_reactivate(self: Any, style: Any) -> None:
        if self.justification_spacing:
            reactivate(self, style)

    return {
        "setup": quick_setup,
        "set_text": quick_set_text,
        "deactivate": quick_deactivate,
        "reactivate": quick_reactivate,
    }


def _type_of(style: Any, library: Any) -> tuple[Any, Any, Any] | None:
    """Context, description and language of a style, made once; None for type that is underlined or has features."""
    told = vars(style)
    if "type_set_once" not in told:
        features = library.font_features(*(style[name] for name in FEATURES))
        plain = style["text_decoration_line"] == "none" and style["font_language_override"] == "normal" and not features
        told["type_set_once"] = _made(style, library) if plain and style["lang"] else None
    held: tuple[Any, Any, Any] | None = told["type_set_once"]
    return held


def _made(style: Any, library: Any) -> tuple[Any, Any, Any]:
    pango = library.pango
    font_map = style.font_config.font_map
    context = library.ffi.gc(pango.pango_font_map_create_context(font_map), library.gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)  # noqa: FBT003 (a function in C)
    pango.pango_context_set_base_dir(context, library.PANGO_DIRECTION[style["direction"]])
    words, _alive = library.unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(words)
    pango.pango_context_set_language(context, language)
    return context, library.get_font_description(style), language


def _remembered(key_of: Any) -> Any:
    """What strut and metrics of a style are kept under: a long string, asked for with every line."""

    def key(style: Any, include_size: bool = False) -> str:  # noqa: FBT001, FBT002 (the library's)
        told: dict[bool, str] = vars(style).setdefault("keys_set_once", {})
        if include_size not in told:
            told[include_size] = key_of(style, include_size)
        return told[include_size]

    return key
