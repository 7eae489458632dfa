"""Django's own tags, drawn once where they depend on nothing but the tongue.

A page says sixty constant phrases and shows forty icons, and Django asks for each anew at every drawing.
"""

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token, Variable, render_value_in_context
from django.template.context import Context
from django.templatetags.i18n import BlockTranslateNode, TranslateNode, do_block_translate, do_translate
from django.utils.translation import get_language, gettext

from xiwei.shared.templatetags.xiwei import icon

register = template.Library()


class Constant(Node):
    """{% trans "words" %} as Django draws it, kept by tongue."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode):
        self.node = node
        self.drawn: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The words in the page's tongue."""
        tongue = get_language()
        found = self.drawn.get(tongue)
        if found is None:
            found = self.drawn[tongue] = self.node.render(context)
        return found


class Block(Node):
    """{% blocktrans %} of one form: its words are put together once, and looked up once a tongue."""

    child_nodelists = ()

    def __init__(self, node: BlockTranslateNode):
        self.node = node
        self.words, self.names = node.render_token_list(node.singular)
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The words with their values in them."""
        tongue = get_language()
        said = self.said.get(tongue)
        if said is None:
            said = self.said[tongue] = gettext(self.words)
        with context.push(**{name: value.resolve(context) for name, value in self.node.extra_context.items()}):
            values = {name: render_value_in_context(context.get(name, ""), context) for name in self.names}
        try:
            return said % values
        except (KeyError, ValueError):  # a translation with a wrong placeholder: Django says it untranslated
            return self.node.render(context)


class Icon(Node):
    """{% icon name %}, where the name is not known before."""

    child_nodelists = ()

    def __init__(self, name: FilterExpression):
        self.name = name

    def render(self, context: Context) -> str:
        """The icon's SVG."""
        return icon(self.name.resolve(context))


@register.tag("trans")
@register.tag("translate")
def trans(parser: Parser, token: Token) -> Node:
    """Django's own; kept where it says a constant, and says it here."""
    node = do_translate(parser, token)
    return node if node.asvar or node.message_context or not _literal(node.filter_expression) else Constant(node)


@register.tag("blocktrans")
@register.tag("blocktranslate")
def blocktrans(parser: Parser, token: Token) -> Node:
    """Django's own; said faster where it has neither a plural nor a context."""
    node = do_block_translate(parser, token)
    return node if node.plural or node.asvar or node.message_context else Block(node)


@register.tag("icon")
def icon_(parser: Parser, token: Token) -> Node:
    """{% icon "home" %}: an inline icon by its Tabler name (`icon`), part of the template's own text where it is named."""
    _, name = token.split_contents()
    found = parser.compile_filter(name)
    return TextNode(icon(found.resolve(Context()))) if _literal(found) else Icon(found)


def _literal(said: FilterExpression) -> bool:
    """Whether it says the same in every context."""
    constant = isinstance(said.var, str) or (isinstance(said.var, Variable) and said.var.literal is not None)
    return constant and not said.filters
