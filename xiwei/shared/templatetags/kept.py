"""{% kept key … %}…{% endkept %}: what does not depend on who asks is drawn once in the life of a process."""

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
# Past so many drawings of one block they are all forgotten: its keys are not as few as its author thought.
MOST = 1000


class Kept(Node):
    """A block with its drawings, by language and keys."""

    child_nodelists = ()  # no {% block %} is within, so who looks for blocks at each drawing need not look here

    def __init__(self, nodelist: NodeList, keys: list[FilterExpression]):
        self.nodelist, self.keys = nodelist, keys
        self.drawn: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The drawing of these keys, made where there is none."""
        keys = (get_language(), *(key.resolve(context) for key in self.keys))
        found = self.drawn.get(keys)
        if found is None:
            found = self.nodelist.render(context)
            if len(self.drawn) >= MOST:
                self.drawn.clear()
            self.drawn[keys] = found
        return found


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """Name as keys everything the inside depends on, but the language: whatever is left out is shown to the next one too.

    So never a name, a number or a token of a person. In development templates are read anew at each start, and with
    them what was kept.
    """
    keys = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise TemplateSyntaxError("{% kept %} would show one page's {% block %} on the others")
    return Kept(nodelist, keys)
