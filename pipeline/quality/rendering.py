"""How an expectation of our own reads in Data Docs where nobody described it: a sentence in both
languages, with its columns and settings filled in."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.render.components import (
    LegacyRendererType,
    RenderedStringTemplateContent,
)
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.renderer_configuration import (
    RendererConfiguration,
    RendererValueType,
)

from pipeline.quality.fixed import FixedExpectation

_NAME = re.compile(r"\$(\w+)")
_MOST_LISTED = 8


class ReadableExpectation(FixedExpectation, MulticolumnMapExpectation):
    """A class with a `sentence` in both languages, whose $names are those of its settings."""

    sentence: ClassVar[str]

    @classmethod
    def _prescriptive_template(
        cls, renderer_configuration: RendererConfiguration[Any]
    ) -> RendererConfiguration[Any]:
        """What the interfaces of Great Expectations show."""
        renderer_configuration.template_str = cls.sentence
        for name, text in _filled(cls.sentence, renderer_configuration.kwargs).items():
            renderer_configuration.add_param(name, RendererValueType.STRING, text)
        return renderer_configuration

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[RenderedStringTemplateContent]:
        """What the pages of Data Docs show."""
        config = configuration or result.expectation_config
        template = {
            "template": cls.sentence,
            "params": _filled(cls.sentence, config.kwargs),
            "styling": {"default": {"classes": ["badge", "badge-secondary"]}},
        }
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template", string_template=template
            )
        ]


def shortened(value: Any) -> Any:
    """A setting as far as pages show it: of a long list its beginning."""
    if isinstance(value, dict):
        return {name: shortened(one) for name, one in value.items()}
    return value[: _MOST_LISTED + 1] if isinstance(value, list | tuple) else value


def _filled(sentence: str, settings: dict[str, Any]) -> dict[str, str]:
    return {name: _text(settings.get(name)) for name in _NAME.findall(sentence)}


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        more = " …" if len(value) > _MOST_LISTED else ""
        return ", ".join(map(str, value[:_MOST_LISTED])) + more
    return str(value)
