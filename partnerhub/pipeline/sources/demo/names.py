"""Names of made-up companies and people."""

import unicodedata
from random import Random

FIRST = (
    "Aker", "Alder", "Amber", "Arkade", "Askeby", "Aurora", "Bastion", "Beacon", "Birka", "Bjorken", "Blaufeld", "Brightwell",
    "Brunn", "Canal", "Cedar", "Clarent", "Corvid", "Dalsund", "Delta", "Ekholm", "Elbe", "Ember", "Falken", "Fjordane",
    "Forsa", "Garnet", "Granit", "Halden", "Harbor", "Havsund", "Helios", "Holmen", "Isar", "Jarna", "Juniper", "Kestrel",
    "Klara", "Kvarn", "Lagan", "Larkfield", "Linden", "Lumen", "Malm", "Marten", "Meadow", "Mistral", "Nacka", "Nord",
    "Oakhurst", "Odal", "Olympus", "Orchard", "Palisade", "Pergola", "Polar", "Quarry", "Raven", "Ridge", "Rosen", "Saffran",
    "Salt", "Silva", "Sol", "Sparrow", "Stellan", "Sund", "Tamarin", "Thames", "Tidal", "Torne", "Ulven", "Valle", "Vanta",
    "Verdant", "Vinter", "Wald", "Westgate", "Willow", "Yarrow", "Zenith",
)  # fmt: skip
SECOND = (
    "Accounting", "Agriculture", "Architects", "Automation", "Bakeries", "Biotech", "Boats", "Brewing", "Builders", "Care",
    "Ceramics", "Chemicals", "Clinics", "Coffee", "Consulting", "Dental", "Design", "Diagnostics", "Distribution", "Dynamics",
    "Education", "Electric", "Energy", "Engineering", "Environmental", "Events", "Farms", "Finance", "Fisheries", "Fitness",
    "Foods", "Forestry", "Freight", "Furniture", "Garden", "Glass", "Health", "Hospitality", "Hotels", "Housing", "Insurance",
    "Interiors", "Kitchens", "Laboratories", "Law", "Leasing", "Lighting", "Logistics", "Machinery", "Marine", "Materials",
    "Media", "Metals", "Mobility", "Optics", "Outdoor", "Packaging", "Paper", "Pharma", "Plumbing", "Print", "Properties",
    "Rail", "Realty", "Recycling", "Retail", "Robotics", "Security", "Shipping", "Software", "Solar", "Steel", "Studios",
    "Supply", "Textiles", "Timber", "Tools", "Transport", "Travel", "Water",
)  # fmt: skip
PLACES = (
    "", "", "", "East", "West", "North", "South", "Central", "Coast", "Valley", "City", "Bay", "Hill", "Lake", "River", "Park",
)  # fmt: skip
COUNTRIES = (
    ("SE", "AB", "se", 26), ("NO", "AS", "no", 9), ("DK", "A/S", "dk", 9), ("FI", "Oy", "fi", 8), ("DE", "GmbH", "de", 14),
    ("NL", "B.V.", "nl", 8), ("GB", "Ltd", "co.uk", 10), ("FR", "SAS", "fr", 6), ("PL", "Sp. z o.o.", "pl", 5),
    ("US", "Inc.", "com", 5),
)  # fmt: skip
GIVEN = (
    "Ada", "Ali", "Amir", "Anna", "Astrid", "Ben", "Britta", "Carla", "Chen", "Dana", "David", "Elif", "Emil", "Eva", "Farid",
    "Freja", "Greta", "Hugo", "Ida", "Ines", "Ivan", "Jonas", "Karin", "Lena", "Leo", "Maja", "Marek", "Mina", "Nils", "Noor",
    "Olga", "Omar", "Pia", "Rosa", "Sami", "Sara", "Tomas", "Ulf", "Vera", "Yusuf",
)  # fmt: skip
FAMILY = (
    "Adler", "Ahmed", "Berg", "Blom", "Brandt", "Castro", "Dahl", "Ek", "Fischer", "Friis", "Garcia", "Hansen", "Holm",
    "Ivanov", "Jansen", "Kaya", "Koch", "Lind", "Lopez", "Marino", "Meyer", "Moreau", "Nguyen", "Novak", "Nyman", "Olsen",
    "Park", "Petrov", "Roos", "Sato", "Silva", "Smith", "Strand", "Sundin", "Torres", "Varga", "Virtanen", "Wallin", "Weber",
    "Zhou",
)  # fmt: skip


def company(rng: Random, number: int) -> tuple[str, str, str]:
    """Return (name, country, domain) of a company. The number keeps names apart once the words have run out."""
    country, form, ending, _ = rng.choices(COUNTRIES, [row[3] for row in COUNTRIES])[0]
    combinations = len(FIRST) * len(SECOND) * 13
    words = [rng.choice(FIRST), rng.choice(PLACES), rng.choice(SECOND)]
    stem = " ".join(word for word in words if word)
    if number >= combinations // 40:  # from here on chance alone would give doubles
        stem += f" {number}"
    return f"{stem} {form}", country, f"{plain(stem)}.example.{ending}"


def person(rng: Random) -> str:
    """Return a person's name."""
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"


def plain(text: str, also: str = "") -> str:
    """Return a text in small letters and digits, and the other signs that may stay."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(sign for sign in folded.lower() if sign.isalnum() or sign in also)
