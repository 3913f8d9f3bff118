/* The words people are made of, each list in the order Graph would sort it, and those users no list would hold. */
#include "tenant/seed_names.h"

const char *const seed_given[] = {
    "Aaron", "Abena", "Ada", "Adam", "Aisha", "Alan", "Alice", "Alicia", "Alina", "Amara", "Amir", "Ana", "Andrea", "Anna",
    "Anton", "Arjun", "Asha", "Astrid", "Ayse", "Beatriz", "Ben", "Bianca", "Bogdan", "Bram", "Bruno", "Camila", "Carla",
    "Carlos", "Chen", "Chiara", "Chloe", "Clara", "Daan", "Daniel", "Dario", "David", "Dewi", "Diego", "Dina", "Edith",
    "Elena", "Eli", "Elif", "Emeka", "Emil", "Emma", "Erik", "Esra", "Eva", "Farid", "Fatima", "Felix", "Filip", "Finn",
    "Fiona", "Frida", "Gabriel", "Gemma", "Giulia", "Grace", "Greta", "Hana", "Hanna", "Hassan", "Hugo", "Ibrahim", "Ida",
    "Ingrid", "Irina", "Isaac", "Ivan", "Jack", "Jada", "Jakub", "James", "Jana", "Jin", "Joana", "Jonas", "Julia", "Kai",
    "Karim", "Katja", "Kenji", "Kofi", "Lars", "Laura", "Lea", "Leila", "Leo", "Lina", "Linh", "Lucas", "Magda", "Maja",
    "Marco", "Maria", "Marta", "Mateo", "Mia", "Miguel", "Mila", "Mina", "Nadia", "Naomi", "Nils", "Nina", "Noah", "Nora",
    "Olaf", "Olga", "Oscar", "Paula", "Pedro", "Petra", "Priya", "Quentin", "Rafael", "Rania", "Ravi", "Rosa", "Ruth",
    "Sam", "Sanna", "Sara", "Selma", "Sofia", "Sven", "Tariq", "Tess", "Theo", "Tom", "Uma", "Vera", "Victor", "Wanda",
    "Wei", "Xenia", "Yara", "Yuki", "Yusuf", "Zara", "Zoe",
};
const int seed_given_count = sizeof seed_given / sizeof *seed_given;

const char *const seed_surnames[] = {
    "Abbott", "Acosta", "Adeyemi", "Ahmed", "Almeida", "Andersson", "Araujo", "Baker", "Banerjee", "Barros", "Bauer",
    "Becker", "Berg", "Bianchi", "Blanc", "Bosch", "Brown", "Bruno", "Campbell", "Cardoso", "Carter", "Castillo", "Chandra",
    "Cohen", "Costa", "Cruz", "Dahl", "Danso", "Davies", "Diaz", "Dijkstra", "Duarte", "Dubois", "Eriksen", "Evans",
    "Fernandez", "Ferrari", "Fischer", "Fleming", "Fontaine", "Garcia", "Gomez", "Graham", "Greco", "Gupta", "Haas",
    "Hansen", "Harris", "Hoffmann", "Horvath", "Hughes", "Ibarra", "Ivanov", "Jackson", "Jansen", "Jensen", "Johansson",
    "Kaya", "Keller", "Khan", "Kim", "Klein", "Kowalski", "Kumar", "Lambert", "Larsen", "Laurent", "Lee", "Lopez", "Malik",
    "Martin", "Mendes", "Meyer", "Moreau", "Morris", "Mueller", "Murphy", "Nakamura", "Navarro", "Ng", "Nguyen", "Nielsen",
    "Novak", "Ochoa", "Okafor", "Olsen", "Ortiz", "Osei", "Park", "Patel", "Perez", "Petrov", "Pham", "Popescu", "Quist",
    "Ramos", "Rao", "Reyes", "Ricci", "Richter", "Rossi", "Russo", "Santos", "Sato", "Schmidt", "Schulz", "Sharma", "Silva",
    "Singh", "Smith", "Sousa", "Suzuki", "Tanaka", "Taylor", "Torres", "Tran", "Vasquez", "Visser", "Vogel", "Wagner",
    "Walker", "Wang", "Weber", "Weiss", "White", "Wilson", "Wong", "Wood", "Yang", "Yilmaz", "Young", "Zhang", "Zimmermann",
};
const int seed_surname_count = sizeof seed_surnames / sizeof *seed_surnames;

const char *const seed_departments[] = {"Finance", "Sales", "Marketing", "Engineering", "Human Resources", "Legal",
                                        "Operations", "IT", "Support", "Procurement"};
const int seed_department_count = sizeof seed_departments / sizeof *seed_departments;

const char *const seed_titles[] = {"Analyst", "Account Manager", "Engineer", "Director", "Assistant", "Consultant",
                                   "Specialist", "Team Lead", "Administrator", "Controller", "Buyer", "Counsel"};
const int seed_title_count = sizeof seed_titles / sizeof *seed_titles;

const struct seed_place seed_places[] = {{"Amsterdam", "NL"}, {"Berlin", "DE"}, {"Lagos", "NG"},  {"London", "GB"},
                                         {"Madrid", "ES"},    {"Mumbai", "IN"}, {"Osaka", "JP"},  {"Paris", "FR"},
                                         {"Toronto", "CA"},   {"Warsaw", "PL"}, {"Seattle", "US"}, {"Zürich", "CH"}};
const int seed_place_count = sizeof seed_places / sizeof *seed_places;

#define LONG_WORD " Extraordinarily-Long"
#define LONG                                                                                       \
    "Lengthy" LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD LONG_WORD      \
    LONG_WORD LONG_WORD

/* In the order of their display names' bytes; what an attacker or a careless import leaves in a directory. */
const struct seed_special seed_specials[] = {
    {"+1 800 555 0100 Reception", "reception", "what a spreadsheet takes for a formula"},
    {"Adele \x1b[2J\x1b[31mAdmin\x1b[0m", "adele.clear", "ESC [ sequences"},
    {"Bell\x07 and \x08" "Back", "bell.back", "BEL and backspace"},
    {"Carriage\rReturn", "carriage", "a carriage return that overprints"},
    {"Christine O'Neill", "christine.o'neill", "an apostrophe, in the address too"},
    {"Clip\x1b]52;c;cm0gLXJm\x07 Board", "clip.board", "an OSC 52 sequence that fills the clipboard"},
    {"D\xc3\xb8" "gg, \"Quote\" \\ Back", "quote.back", "quotes, a comma and a backslash"},
    {"Family \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6 Desk",
     "family.desk", "emoji joined into one"},
    {"Invoice\xe2\x80\xae" "fdp.exe", "rlo.invoice", "a right-to-left override"},
    {LONG, "long.name", "a very long name"},
    {"Line\nBreak", "line.break", "a newline"},
    {"Nul\xc2\x85" "C1\xc2\x9b" "31m", "c1.controls", "C1 controls"},
    {"Pay\xe2\x80\x8b" "pal\xe2\x80\x8c Su\xc2\xad" "pport\xef\xbb\xbf", "zero.width", "zero-width characters, a soft hyphen"},
    {"Ros\xc3\xa9 M\xc3\xbc" "ller-L\xc3\xbc" "denscheidt", "rose.mueller", "accents"},
    {"Tab\tStop", "tab.stop", "a tab"},
    {"Title\x1b]0;owned\x07 Setter", "title.setter", "an OSC sequence that sets the window's title"},
    {"Zalgo Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a\xcc\x8b\xcc\x8c", "zalgo",
     "a pile of combining marks"},
    {"e\xcc\x81milie de\xcc\x81" "compose\xcc\x81" "e", "emilie", "combining accents"},
    {"\xd0\x90l\xd1\x96" "ce Ng", "homoglyph", "Cyrillic letters that look Latin"},
    {"\xd7\x93\xd7\x95\xd7\x93 \xd7\x9b\xd7\x94\xd7\x9f", "david.cohen", "right-to-left script"},
    {"\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd8\xa7\xd9\x84\xd8\xb4\xd8\xb1\xd9\x8a\xd9\x81", "mohammed", "Arabic"},
    {"\xe0\xa4\xb8\xe0\xa5\x81\xe0\xa4\xa8\xe0\xa5\x80\xe0\xa4\xa4\xe0\xa4\xbe \xe0\xa4\xb6\xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\xae"
     "\xe0\xa4\xbe", "sunita", "Devanagari"},
    {"\xe3\x80\x80", "only.space", "an ideographic space alone"},
    {"\xe5\xb1\xb1\xe7\x94\xb0\xe5\xa4\xaa\xe9\x83\x8e", "yamada.taro", "wide characters"},
    {"\xed\x99\x8d\xea\xb8\xb8\xeb\x8f\x99", "hong", "Hangul"},
    {"\xf0\x9f\x94\xa5 Incident Room \xf0\x9f\x94\xa5", "incident.room", "emoji"},
};
const int seed_special_count = sizeof seed_specials / sizeof *seed_specials;
