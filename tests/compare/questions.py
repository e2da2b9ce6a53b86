"""What people may type into the search box, and what they are to get, however many tools there are beside these."""

from dataclasses import dataclass

from django.test import Client

from tests.factories import ToolFactory


@dataclass(frozen=True)
class Finds:
    """This tool (its slug) is among the first tools, or the very first."""

    slug: str
    among: int = 1

    def check(self, client: Client, question: str) -> None:
        response = client.get("/search", {"q": question})
        assert response.status_code == 200
        slugs = [listed.tool.slug for listed in response.context["found"].tools]
        assert self.slug in slugs[: self.among], slugs


@dataclass(frozen=True)
class GoesTo:
    """A redirect that lasts no longer than the question."""

    path: str

    def check(self, client: Client, question: str) -> None:
        response = client.get("/search", {"q": question})
        assert (response.status_code, response.headers.get("Location")) == (302, self.path)


@dataclass(frozen=True)
class Says:
    """A page that says this."""

    text: str
    status: int = 200

    def check(self, client: Client, question: str) -> None:
        response = client.get("/search", {"q": question})
        assert response.status_code == self.status
        assert self.text in response.content.decode()


NO_LETTER = "There is no letter and no digit in it"

QUESTIONS = [
    # Typing errors
    ("smolm", Finds("smollm3", among=3)),
    ("mistrl 8x", Finds("mistral-8x22b-v2")),
    ("crsor", Finds("cursor")),
    ("olama", Finds("ollama")),
    ("perplexty", Finds("perplexity")),
    ("langgrpah", Finds("langgraph")),
    # Parts of a name, other word order, other spaces
    ("copilot", Finds("github-copilot")),
    ("gents", Finds("smolagents")),
    ("8x22", Finds("mistral-8x22b-v2")),
    ("8x mistral", Finds("mistral-8x22b-v2")),
    ("code claude", Finds("claude-code")),
    ("lang graph", Finds("langgraph")),
    ("llamacpp", Finds("llama-cpp")),
    # Whole names, slugs and titles, as other people write them
    ("flux 1", Finds("flux-1")),
    ("YOU.COM", Finds("you-com")),
    ("stable-diffusion-3-5", Finds("stable-diffusion-3-5")),
    ("SmolLM3 (on-device release)", Finds("smollm3-on-device")),
    # What it is, and who makes it
    ("vector database", Finds("qdrant", among=6)),
    ("anthropic", Finds("claude-code")),
    # Accents and other scripts, whole and in part
    ("Crëwaí", Finds("crewai")),
    ("Ｏｌｌａｍａ", Finds("ollama")),
    ("文字起こし", Finds("moji-okoshi")),
    ("起こし", Finds("moji-okoshi")),
    ("переводчк", Finds("perevodchik")),
    ("مترجم", Finds("mutarjim")),
    # What is no question at all, or wants to be something else than a question
    ("", Says("Type a name, a part of one, or what a tool is for.")),
    ("?!… — «»", Says(NO_LETTER, status=422)),
    ("🚀🚀", Says(NO_LETTER, status=422)),
    ("a" * 2_000, Says("Search takes up to 200 characters", status=422)),
    ("zq " * 60, Says("Nothing here fits")),
    ("cur\0sor", Finds("cursor")),
    ("\x01smol\x1flm3\r\n\x7f", Finds("smollm3", among=2)),
    ("' OR 1=1; DROP TABLE xyzzy; --", Says("&#x27; OR 1=1; DROP TABLE xyzzy; --")),
    ("<script>xyzzy()</script>", Says("Nothing here fits “&lt;script&gt;xyzzy()&lt;/script&gt;”.")),
    ("%cursor_ \\", Finds("cursor")),
    ("ollama:* & !(<->", Finds("ollama")),
    ("\"claude code'", Finds("claude-code")),
    # Comparisons
    ("cursor vs ollama", GoesTo("/compare/cursor-vs-ollama")),
    ("Bolt VS. Replit", GoesTo("/compare/bolt-vs-replit")),
    ("qdrant v. chroma", GoesTo("/compare/qdrant-vs-chroma")),
    ("aider versus copilot vs claude code", GoesTo("/compare/aider-vs-github-copilot-vs-claude-code")),
    ("lovable-vs-v0", GoesTo("/compare/lovable-vs-v0")),
    ("crsor vs perplexty", GoesTo("/compare/cursor-vs-perplexity")),
    ("smollm3 vs cursor", Says('<a href="/compare/smollm3-on-device-vs-cursor">')),
    ("cursor vs xyzzyqq", Says("It is not clear which tools “cursor vs xyzzyqq” means.")),
    ("v0 vs bolt vs aider vs cursor vs chroma", Says("and this names 5.", status=422)),
    ("cursor vs", Finds("cursor")),
]


def make_tools_of_other_scripts() -> None:
    """Tools beside those of the demo data, whose names no Latin letter is in."""
    ToolFactory(name="文字起こし", slug="moji-okoshi")
    ToolFactory(name="Переводчик", slug="perevodchik")
    ToolFactory(name="مترجم", slug="mutarjim")
