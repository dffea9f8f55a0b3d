"""The personal data of the donor's staff: recognised, left out before anything is kept, counted."""

import re
from collections import Counter

from inclusion.text import counted

# Each kind of what is left out, in French, one and several.
KINDS = {
    "account": ("compte de personne", "comptes de personnes"),
    "address": ("adresse électronique", "adresses électroniques"),
    "access_log": ("trace de connexion", "traces de connexion"),
    "database": ("base de données", "bases de données"),
    "environment": ("variable d’environnement", "variables d’environnement"),
    "firewall": ("règle de pare-feu", "règles de pare-feu"),
    "group": ("groupe de comptes", "groupes de comptes"),
    "host": ("nom de machine ou de domaine", "noms de machine ou de domaine"),
    "mac": ("adresse matérielle (MAC)", "adresses matérielles (MAC)"),
    "network": ("réglage de réseau", "réglages de réseau"),
    "note": ("note de l’inventaire", "notes de l’inventaire"),
    "peripheral": ("périphérique", "périphériques"),
    "printer": ("imprimante", "imprimantes"),
    "process": ("processus", "processus"),
    "remote": ("accès à distance", "accès à distance"),
    "secret": ("clé ou mot de passe", "clés ou mots de passe"),
    "section": ("rubrique sans usage", "rubriques sans usage"),
    "sim": ("carte SIM", "cartes SIM"),
    "software": ("logiciel", "logiciels"),
    "system": ("détail du système", "détails du système"),
    "virtual_machine": ("machine virtuelle", "machines virtuelles"),
    "volume": ("volume ou dossier monté", "volumes ou dossiers montés"),
    "wifi": ("nom de réseau sans fil", "noms de réseaux sans fil"),
}

# Names of keys that hold personal data in whatever file, letters and digits only.
KEYS = {
    **dict.fromkeys(
        (
            "author",
            "datelastloggeduser",
            "email",
            "fullname",
            "homedirectory",
            "lastloggeduser",
            "login",
            "mail",
            "operatorid",
            "owner",
            "phonenumber",
            "user",
            "userid",
            "username",
            "users",
            "winowner",
        ),
        "account",
    ),
    **dict.fromkeys(
        ("dnsdomain", "fqdn", "hostid", "hostname", "wincompany", "workgroup", "computername"),
        "host",
    ),
    **dict.fromkeys(
        (
            "defaultgateway",
            "dns",
            "gateway",
            "ip",
            "ipaddr",
            "ipaddress",
            "ipaddress6",
            "ipdhcp",
            "ipgateway",
            "ipmask",
            "ipmask6",
            "ipsubnet",
            "ipsubnet6",
            "publicip",
        ),
        "network",
    ),
    **dict.fromkeys(("bssid", "ssid", "wifibssid", "wifissid"), "wifi"),
    **dict.fromkeys(("mac", "macaddr", "macaddress"), "mac"),
    **dict.fromkeys(
        ("password", "privatekey", "sshkey", "token", "winprodid", "winprodkey"), "secret"
    ),
}
MAC = re.compile(r"(?<![0-9A-Fa-f:-])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])")
# The kernel's own banner names a mailing list.
ADDRESS = re.compile(r"[\w.+-]{1,64}@(?!lists\.)[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[A-Za-z]{2,}")


class Dropped:
    """Counts what is left out, by kind."""

    def __init__(self):
        self.counts = Counter()

    def __bool__(self):
        return bool(self.counts)

    def add(self, kind, number=1):
        if number:
            self.counts[kind] += number

    def words(self):
        """« 14 logiciels », « 2 comptes de personnes »…, in a stable order."""
        return tuple(counted(number, *KINDS[kind]) for kind, number in sorted(self.counts.items()))


def size_of(value):
    """How many things a section holds."""
    return len(value) if isinstance(value, list) else 1


def scrubbed(value, dropped):
    """The same value without what is personal wherever it stands; None when nothing is left."""
    if isinstance(value, dict):
        kept = {}
        for key, inner in value.items():
            kind = KEYS.get(re.sub(r"[\W_]", "", key).lower())
            if kind and inner not in (None, "", [], {}):
                dropped.add(kind, size_of(inner))
            elif not kind:
                kept[key] = scrubbed(inner, dropped)
        return kept
    if isinstance(value, list):
        return [scrubbed(inner, dropped) for inner in value]
    if isinstance(value, str):
        return scrubbed_text(value, dropped)
    return value


def scrubbed_text(text, dropped):
    """The same text without hardware addresses of networks and electronic addresses."""
    if ":" in text:
        text, number = MAC.subn("", text)
        dropped.add("mac", number)
    if "@" in text:
        text, number = ADDRESS.subn("", text)
        dropped.add("address", number)
    return text
