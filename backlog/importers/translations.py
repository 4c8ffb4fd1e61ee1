"""What Strava and Garmin call an activity in other languages than English, beside the words of activities.py."""

from __future__ import annotations

_KINDS = {
    "run": "loop, hardloopsessie, hardloopronde, course à pied en extérieur",
    "trail run": (
        "trailloop, trailrun, course de trail, carrera de montaña, carrera por montaña, trail running, corsa trail, "
        "corsa in montagna, corrida em trilha, corrida de trilha"
    ),
    "treadmill run": (
        "laufband laufen, laufbandlauf, course sur tapis roulant, course à pied sur tapis roulant, correr en cinta, "
        "carrera en cinta, cinta de correr, corsa su tapis roulant, corrida em esteira, corrida na esteira, esteira, "
        "hardlopen op loopband, loopband, hardlopen op een loopband"
    ),
    "virtual run": (
        "virtueller lauf, course à pied virtuelle, course virtuelle, carrera virtual, corsa virtuale, "
        "corrida virtual, virtuele hardloopsessie, virtuele loop"
    ),
    "track run": "course sur piste, carrera en pista, corsa su pista, corrida em pista, hardlopen op baan",
    "walk": "spaziergang, promenade, caminhada, a pie, wandeling, loopje",
    "hike": "wanderung, excursión, excursion, escursione, trilha, caminhada na natureza, hiken, randonnée pédestre",
    "ride": (
        "rit, fietsrit, fietstocht, radtour, sortie à vélo, sortie vélo, bicicleta, bici, giro, pedalada, pedalata, "
        "rennradfahren, mountainbiken, mountainbikefahrt, mountainbike-fahrt, gravelfahrt, gravel-fahrt, "
        "e-bike-fahrt, cyclisme sur route, vtt, sortie à vtt, sortie gravel, ciclismo de carretera, "
        "ciclismo en carretera, ciclismo de montaña, ciclismo su strada, mountain biking, ciclismo de estrada"
    ),
    "virtual ride": (
        "virtuelle radfahrt, virtuelles radfahren, indoor-radfahren, indoor radfahren, vélo virtuel, "
        "sortie virtuelle, cyclisme en salle, cyclisme virtuel, vélo en salle, ciclismo virtual, ciclismo indoor, "
        "ciclismo en sala, ciclismo en interiores, ciclismo en interior, ciclismo in casa, ciclismo virtuale, "
        "pedalada virtual, binnen fietsen, indoor fietsen, virtuele rit, virtuele fietsrit"
    ),
    "swim": (
        "natação, natação em piscina, natação em águas abertas, natação em águas livres, natation en piscine, "
        "natation en eau libre, natación en piscina, natación en aguas abiertas, nuoto in piscina, nuoto in vasca, "
        "nuoto in acque libere, zwemmen in zwembad, zwembad zwemmen, openwaterzwemmen, zwemmen in open water, "
        "freiwasser, bahnenschwimmen, schwimmbad, nado"
    ),
    "weight training": (
        "gewichtstraining, entraînement aux poids et haltères, entraînement aux haltères, entraînement musculaire, "
        "entrenamiento con pesas, fuerza, allenamento con i pesi, sollevamento pesi, allenamento della forza, forza, "
        "pesi, treinamento com pesos, treino com pesos, treinamento de força, treino de força, krachttraining, "
        "kracht"
    ),
    "elliptical": "elíptico, eliptica, crosstrainer",
    "stair stepper": "escalier, simulador de escaleras, escaleras, simulatore di scale, escada, traplopen",
    "rowing": (
        "canottaggio, remada, roeien, vogatore, indoor-rudern, rameur, aviron en salle, remo en interior, "
        "remo indoor, indoor roeien"
    ),
    "yoga": "joga",
    "stretching": "estiramientos, alongamento, rekken",
}
_ENGLISH = {name: english for english, names in _KINDS.items() for name in names.split(", ")}


def in_english(kind: str) -> str:
    """The kind in English, if it is one of those known here; otherwise the kind itself."""
    return _ENGLISH.get(" ".join(kind.lower().split()), kind)
