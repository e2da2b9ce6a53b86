"""What made-up tools are called, and what is said of them."""

STEMS = (
    "Al", "Bri", "Cor", "Dav", "Ec", "Fen", "Gra", "Hal", "Il", "Jun", "Kar", "Lum", "Mar", "Nim", "Or", "Pal", "Quil",
    "Ren", "Sol", "Tal", "Ul", "Ver", "Wil", "Xen", "Yar", "Zep", "Mis", "Smo", "Cur", "Lang", "Cla", "Bol", "Per",
    "Tor", "Stra", "Glo", "Pri", "Dru", "Kes", "Vol",
)  # fmt: skip
ENDINGS = (
    "ado", "ena", "ivo", "ora", "umi", "atex", "elio", "inth", "osa", "una", "aris", "ent", "ique", "olf", "urn", "amo",
    "eta", "ika", "one", "uvia", "ard", "ell", "igo", "opter", "ux",
)  # fmt: skip
KINDS = (
    "Studio", "Agent", "Mini", "Flow", "Base", "Coder", "Voice", "Vision", "Graph", "Index", "Chat", "Kit", "Notes",
    "Router", "Forge", "Lens", "Parse", "Sync", "Watch", "Large",
)  # fmt: skip
NAMES = len(STEMS) * len(ENDINGS) * len(KINDS)
STRIDE = 7_919  # shares no factor with NAMES, so that names next to each other have nothing in common

SHELVES = (
    "Speech", "Translation", "Data labelling", "Robotics", "Monitoring", "Document reading", "Video editing",
    "Web scraping",
)  # fmt: skip
CRITICS = ("Auditor", "Tinkerer", "Analyst", "Optimist")
MAKERS = ("Brightside", "Halden", "Low Tide", "Plain Sight", "Tessellate", "Umbra")
LICENCES = ("MIT", "Apache-2.0", "Proprietary", "GPL-3.0", "BSD-3-Clause", "")

DOES = ("Reads", "Writes", "Sorts", "Watches", "Answers", "Translates")
WHAT = ("invoices", "tickets", "logs", "recordings", "contracts", "photographs")
WHERE = ("hospitals", "shops", "newsrooms", "schools", "banks")
IS = ("A hosted service", "A library", "A command line", "A desktop program")
RUNS = ("offline", "in the cloud", "on a phone", "in a browser")
KEEPS = ("a log", "a cache", "an index", "nothing")
SUITS = ("small teams", "large archives", "a first try", "regulated work", "one machine")

FARES = ("holds up", "falls over", "surprises", "bores")
WORK = ("billing", "support", "research", "triage", "payroll", "archiving", "moderation")
DECIDES = ("documentation", "latency", "price", "export", "licence", "uptime")


def name_of(number: int) -> str:
    """The name of the made-up tool of this number, from 0 on: each number has another one."""
    place = number * STRIDE % NAMES
    place, stem = divmod(place, len(STEMS))
    kind, ending = divmod(place, len(ENDINGS))
    version = f" {1 + number // NAMES}" if number >= NAMES else ""
    return f"{STEMS[stem]}{ENDINGS[ending]} {KINDS[kind]}{version}"


def slug_of(name: str) -> str:
    """The slug of the made-up tool of this name."""
    return name.lower().replace(" ", "-")
