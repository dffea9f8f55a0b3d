"""Invented names of the demo, as varied as the people who come to such an association."""


def _names(*lines):
    """The names of these lines, in order; « _ » stands for the space of a double name."""
    return [name.replace("_", " ") for line in lines for name in line.split()]


# First names with the gender they are given here.
FIRST_NAMES = {
    "feminin": _names(
        "Amina Nathalie Khadija Sylvie Maria Léa Fatoumata Isabelle Yasmina Chantal Inès Christine",
        "Awa Martine Sofia Monique Leïla Émilie Rachida Valérie Hawa Sandrine Ana Josiane Samira",
        "Élodie Djamila Catherine Binta Manon Oksana Françoise Nour Véronique Camille Zineb",
        "Laurence Adama Sabrina Odile Ludmila Hélène Malika Marion Thi_Lan Brigitte Salma Pauline",
        "Esperança Michèle Assia Julie Naïma Céline Marguerite Priya Anaïs Zohra Danielle Chloé",
    ),
    "masculin": _names(
        "Ahmed Philippe Mamadou Lucas Antonio Gérard Youssef Thomas Ibrahima Michel Karim Hugo",
        "Sekou Alain Bilal Nicolas Moussa Didier Rachid Maxime Joaquim Bernard Abdoulaye Enzo",
        "Serge Hamza Julien Cheikh Patrick Ilyes Mathieu Boubacar Daniel Nassim Romain Viktor",
        "Jean-Pierre Anis Théo Souleymane Christian Mourad Quentin Tidiane André Farid Baptiste",
        "Emmanuel Nabil Florian Roland Yacine Sébastien Demba Marcel Adel Arnaud Kévin René Sami",
    ),
}

LAST_NAMES = _names(
    "Abadie Achour Ba Bardet Belkacem Bernardin Blanchet Bonhomme Boubekeur Bourdon Brunel Camara",
    "Cardoso Carpentier Chastang Chevallier Cissé Coulibaly Courtade Da_Silva Dauriat Delmas",
    "Dembélé Derrien Diabaté Diallo Doucet Doumbia Drouet Dubreuil Duranton Estève Fabre Faure",
    "Fayolle Fofana Fonseca Fournier Gaillard Garraud Gautron Ghezali Giraudon Gomes Goubert",
    "Granger Guilloux Hamidi Henriet Herbelin Imbert Jouve Jourdain Kaboré Kébé Keïta Khelifi",
    "Kovalenko Labrousse Lachaud Lagarde Lamrani Lavigne Le_Bihan Le_Guen Leblond Lefaure Legros",
    "Lemoine Lherbier Lopes Loubaresse Mansouri Marchand Marques Martial Masson Mazière Meziane",
    "Meunier Michelet Monteil Morvan Mouret N’Guessan N’Diaye Nadaud Naudet Ndongo Nguyen Niang",
    "Oliveira Ollier Ouattara Parot Pasquier Pereira Peyronnet Picard Pinto Pons Poumerol",
    "Prudhomme Rahmani Ramos Raynal Redon Ribeiro Rigaud Rivière Roudaut Rougerie Roussel",
    "Sacko Saïdi Salles Sangaré Santos Saunier Sauvage Sidibé Simonet Slimani",
    "Soulier Tahiri Tavares Teixeira Teyssier Thévenet Thiam Tissier Touré Tran Valade Vaugelade",
    "Verdier Viallet Vidalenc Villatte Vincenot Wagner Yildiz Zerrouki Ziani",
)

# The persons of the pictures: number → (first name, last name, gender, birth year, days since).
CLERMONT_PEOPLE = {
    219: ("Colette", "Vidal", "feminin", 1947, 455),
    297: ("Rosa", "Ferreira", "feminin", 1958, 322),
    361: ("Lucie", "Arnaud", "feminin", 1989, 198),
    377: ("Nadège", "Perrin", "feminin", 1974, 170),
    388: ("Jean-Luc", "Mercier", "masculin", 1955, 150),
    405: ("Mehdi", "Oukil", "masculin", 1996, 119),
    412: ("Fatima", "Bouzid", "feminin", 1961, 106),
    419: ("Thi Mai", "Nguyen", "feminin", 1968, 93),
    421: ("Rokia", "Traoré", "feminin", 1982, 88),
    427: ("Aminata", "Diarra", "feminin", 1979, 78),
    431: ("Aïcha", "Konaté", "feminin", 1985, 66),
    436: ("Manuel", "Lopes", "masculin", 1963, 52),
    440: ("Ibrahim", "Sylla", "masculin", 1991, 41),
    448: ("Oumar", "Diop", "masculin", 1970, 19),
    450: ("Awa", "N’Diaye", "feminin", 1987, 7),
    452: ("Samir", "Haddad", "masculin", 1977, 3),
}
