/* The words people are made of, each list in the order Graph would sort it. */
#include "tenant/seed_names.h"

#include <stddef.h>

const char *const seed_given[] = {
    "Aaron", "Abel", "Abena", "Ada", "Adam", "Adrian", "Agnes", "Ahmad", "Aino", "Aisha", "Akira", "Alan", "Albert",
    "Alejandro", "Alexander", "Alice", "Alicia", "Alina", "Alma", "Amara", "Amelie", "Amina", "Amir", "Ana", "Anders",
    "Andrea", "Andreas", "Angela", "Anika", "Anjali", "Anna", "Anton", "Antonio", "Ariel", "Arjun", "Arthur", "Asha",
    "Asma", "Astrid", "Audrey", "Aurora", "Ayse", "Ayumi", "Barbara", "Beatriz", "Bella", "Ben", "Benjamin",
    "Bernard", "Bianca", "Birgit", "Bogdan", "Bram", "Bruna", "Bruno", "Caleb", "Camila", "Carla", "Carlos", "Carmen",
    "Caroline", "Catherine", "Cecilia", "Charlotte", "Chen", "Chiara", "Chidi", "Chinwe", "Chloe", "Christian",
    "Christine", "Claire", "Clara", "Claudia", "Connor", "Cora", "Daan", "Dagmar", "Dalia", "Damian", "Daniel",
    "Daniela", "Dario", "David", "Deepak", "Denis", "Dewi", "Diana", "Diego", "Dina", "Dmitri", "Dora", "Edith",
    "Eduardo", "Edward", "Eleanor", "Elena", "Eli", "Elias", "Elif", "Elizabeth", "Ella", "Ellen", "Emeka", "Emil",
    "Emily", "Emma", "Enrique", "Erik", "Ernst", "Esra", "Esther", "Eugene", "Eva", "Ewa", "Fabio", "Faisal", "Farid",
    "Fatima", "Felix", "Fernanda", "Filip", "Finn", "Fiona", "Florence", "Francesca", "Franz", "Freya", "Frida",
    "Gabriel", "Gael", "Gemma", "George", "Gerard", "Giulia", "Gloria", "Goran", "Grace", "Greta", "Gustav", "Hana",
    "Hanna", "Harry", "Haruto", "Hassan", "Heidi", "Helen", "Henrik", "Hiroshi", "Holly", "Hugo", "Ian", "Ibrahim",
    "Ida", "Ines", "Ingrid", "Irene", "Irina", "Isaac", "Isabel", "Ivan", "Jack", "Jada", "Jakub", "Jamal", "James",
    "Jan", "Jana", "Jasmine", "Javier", "Jean", "Jesse", "Jessica", "Jin", "Joachim", "Joana", "Johan", "John",
    "Jonas", "Jorge", "Josef", "Joyce", "Juan", "Judith", "Julia", "Julian", "Kai", "Karim", "Karin", "Karl",
    "Kasper", "Kathleen", "Katja", "Kavita", "Kenji", "Kevin", "Kim", "Klara", "Kofi", "Kristina", "Kwame", "Lars",
    "Laura", "Lea", "Leila", "Leo", "Leonard", "Liam", "Lina", "Linh", "Lisa", "Lorenzo", "Louise", "Luca", "Lucas",
    "Lucia", "Ludwig", "Luis", "Lydia", "Madeleine", "Magda", "Maja", "Malin", "Manuel", "Marcel", "Marco",
    "Margaret", "Maria", "Marie", "Mario", "Mark", "Marta", "Martin", "Mary", "Mateo", "Mathilde", "Matthew", "Max",
    "Megan", "Mehmet", "Mia", "Michael", "Miguel", "Mila", "Milan", "Mina", "Mohamed", "Monica", "Morgan", "Moses",
    "Nadia", "Nadine", "Naomi", "Natalia", "Nathan", "Neil", "Nicolas", "Nikolai", "Nils", "Nina", "Nisha", "Noah",
    "Nora", "Ola", "Olaf", "Olga", "Oliver", "Olivia", "Omar", "Oscar", "Pablo", "Patricia", "Patrick", "Paul",
    "Paula", "Pedro", "Peter", "Petra", "Philip", "Pia", "Priya", "Quentin", "Rachel", "Radka", "Rafael", "Rahul",
    "Ramon", "Rania", "Raquel", "Ravi", "Rebecca", "Renate", "Richard", "Rita", "Robert", "Robin", "Roman", "Ronan",
    "Rosa", "Rui", "Ruth", "Sabine", "Sam", "Samuel", "Sandra", "Sanna", "Santiago", "Sara", "Saskia", "Sebastian",
    "Selma", "Sergio", "Shirin", "Silvia", "Simon", "Simone", "Sofia", "Sophie", "Stefan", "Stella", "Susan", "Sven",
    "Svetlana", "Sylvia", "Takumi", "Tamara", "Tanja", "Tariq", "Teresa", "Tereza", "Tess", "Theo", "Thomas", "Tim",
    "Tobias", "Tom", "Ulrike", "Uma", "Ursula", "Valentina", "Vanessa", "Vera", "Veronika", "Victor", "Viktor",
    "Vincent", "Virginia", "Walter", "Wanda", "Wei", "William", "Wojciech", "Xenia", "Yan", "Yara", "Yasmin",
    "Yolanda", "Yuki", "Yusuf", "Yvonne", "Zainab", "Zara", "Zoe", "Zuzana",
};
const int seed_given_count = sizeof seed_given / sizeof *seed_given;

const char *const seed_surnames[] = {
    "Aalto", "Abbott", "Abe", "Abreu", "Acosta", "Adams", "Adeyemi", "Agarwal", "Aguilar", "Ahmed", "Akhtar", "Ali",
    "Allen", "Almeida", "Alonso", "Alvarez", "Amin", "Anand", "Anderson", "Andersson", "Antonov", "Arai", "Araujo",
    "Arnold", "Aslan", "Attar", "Ayala", "Bach", "Bailey", "Baker", "Balogun", "Banerjee", "Banks", "Barbieri",
    "Barbosa", "Barnes", "Barros", "Bartos", "Basu", "Bauer", "Beck", "Becker", "Bell", "Benitez", "Bennett", "Berg",
    "Bernard", "Bhatt", "Bianchi", "Bishop", "Blanc", "Blom", "Boateng", "Bondarenko", "Borges", "Bosch", "Boyd",
    "Brandt", "Braun", "Brennan", "Brooks", "Brown", "Bruno", "Burke", "Burns", "Butler", "Caldwell", "Calvo",
    "Campbell", "Cardoso", "Caron", "Carter", "Carvalho", "Casey", "Castillo", "Chandra", "Chang", "Chapman",
    "Chavez", "Cheng", "Choi", "Christensen", "Clark", "Cohen", "Coleman", "Collins", "Conti", "Cooper", "Costa",
    "Cox", "Craig", "Cruz", "Cunningham", "Dahl", "Daly", "Danielsen", "Danso", "Das", "Davies", "Delgado", "DeLuca",
    "Demir", "Diaz", "Dietrich", "Dijkstra", "Dixon", "Dogan", "Dolan", "Doyle", "Drummond", "Duarte", "Dubois",
    "Duncan", "Dvorak", "Eaton", "Ebert", "Egan", "Ekwueme", "Ellis", "Endo", "Engel", "Erdogan", "Eriksen",
    "Esposito", "Estrada", "Evans", "Faber", "Falk", "Farrell", "Faure", "Fernandez", "Ferrari", "Ferreira",
    "Figueroa", "Fischer", "Fleming", "Flores", "Fogarty", "Fontaine", "Ford", "Foster", "Franco", "Frank", "Fraser",
    "Fuchs", "Fujita", "Fuller", "Gallo", "Ganguly", "Garcia", "Garnier", "Gibson", "Gill", "Giordano", "Gomez",
    "Goncalves", "Gonzalez", "Gordon", "Goto", "Graf", "Graham", "Grant", "Gray", "Greco", "Green", "Griffin",
    "Guerrero", "Gupta", "Haas", "Hahn", "Hall", "Hamid", "Hamilton", "Hansen", "Hardy", "Harris", "Hart", "Hartmann",
    "Hashimoto", "Hayes", "Heikkinen", "Henry", "Herrera", "Hess", "Hill", "Hoffmann", "Holm", "Horvath", "Hosseini",
    "Howard", "Huang", "Hughes", "Hunt", "Hussain", "Ibarra", "Ito", "Ivanov", "Iyer", "Jackson", "Jacobs", "Jansen",
    "Janssen", "Jensen", "Jimenez", "Johansson", "Johnson", "Jones", "Jonsson", "Jung", "Kamau", "Kang", "Kapoor",
    "Kato", "Kaya", "Keller", "Kelly", "Kennedy", "Khan", "Kim", "Kirk", "Klein", "Knight", "Kobayashi", "Koch",
    "Korhonen", "Kovacs", "Kowalski", "Kraus", "Kruger", "Kumar", "Lambert", "Lang", "Larsen", "Larsson", "Laurent",
    "Lebedev", "Lee", "Lehmann", "Leroy", "Lewis", "Li", "Lim", "Lin", "Lindberg", "Linden", "Liu", "Lopez", "Lorenz",
    "Lund", "Luo", "Maas", "MacDonald", "Madsen", "Maier", "Malik", "Mancini", "Marin", "Marino", "Marques", "Marsh",
    "Martin", "Martinez", "Mason", "Matsumoto", "Mbeki", "McCarthy", "Medina", "Mehta", "Mendes", "Menon", "Meyer",
    "Miller", "Mills", "Mishra", "Mitchell", "Mohan", "Molina", "Monteiro", "Moore", "Mora", "Moreau", "Morgan",
    "Mori", "Morris", "Moser", "Mueller", "Mukherjee", "Munoz", "Murphy", "Murray", "Mwangi", "Nair", "Nakamura",
    "Navarro", "Nelson", "Neumann", "Ng", "Nguyen", "Nielsen", "Nkosi", "Novak", "Nunez", "Nyberg", "Ochoa", "Okafor",
    "Oliveira", "Olsen", "Olsson", "Omondi", "Orlov", "Ortiz", "Osei", "Otieno", "Owen", "Palmer", "Pan", "Pandey",
    "Papadopoulos", "Park", "Parker", "Patel", "Pavlov", "Pedersen", "Pereira", "Perez", "Peters", "Peterson",
    "Petrov", "Pham", "Phillips", "Pinto", "Popa", "Popescu", "Porter", "Powell", "Price", "Quinn", "Quist", "Rahman",
    "Ramos", "Rao", "Rasmussen", "Reddy", "Reed", "Reid", "Reyes", "Ricci", "Richards", "Richter", "Rivera",
    "Roberts", "Robinson", "Rocha", "Rodriguez", "Rogers", "Rojas", "Romano", "Romero", "Rossi", "Roth", "Roux",
    "Roy", "Ruiz", "Russo", "Ryan", "Saito", "Salazar", "Salvatore", "Sanchez", "Sanders", "Santos", "Sato",
    "Schmidt", "Schneider", "Schroeder", "Schulz", "Scott", "Shah", "Sharma", "Shaw", "Shevchenko", "Silva", "Simon",
    "Simpson", "Singh", "Smith", "Sokolov", "Soto", "Sousa", "Stein", "Stewart", "Stone", "Suarez", "Sullivan",
    "Suzuki", "Svensson", "Takahashi", "Tan", "Tanaka", "Taylor", "Teixeira", "Thomas", "Thompson", "Torres", "Toth",
    "Tran", "Tucker", "Turner", "Ueda", "Usman", "Valencia", "Varga", "Vargas", "Vasquez", "Vega", "Verma", "Vidal",
    "Villa", "Vincent", "Virtanen", "Visser", "Vogel", "Volkov", "Wagner", "Walker", "Wallace", "Wang", "Ward",
    "Watanabe", "Watson", "Webb", "Weber", "Wei", "Weiss", "Werner", "West", "White", "Wilson", "Winter", "Wolf",
    "Wong", "Wood", "Wright", "Wu", "Xu", "Yadav", "Yamada", "Yamamoto", "Yang", "Yilmaz", "Yoshida", "Young",
    "Zhang", "Zhao", "Zheng", "Zhou", "Zhu", "Ziegler", "Zimmermann",
};
const int seed_surname_count = sizeof seed_surnames / sizeof *seed_surnames;

const char *const seed_departments[] = {"Finance", "Sales", "Marketing", "Engineering", "Human Resources", "Legal",
                                        "Operations", "IT", "Support", "Procurement", "Logistics", "Research"};
const int seed_department_count = sizeof seed_departments / sizeof *seed_departments;

const char *const seed_titles[] = {"Analyst", "Account Manager", "Engineer", "Director", "Assistant", "Consultant",
                                   "Specialist", "Team Lead", "Administrator", "Controller", "Buyer", "Counsel",
                                   "Project Manager", "Technician", "Coordinator", "Vice President"};
const int seed_title_count = sizeof seed_titles / sizeof *seed_titles;

const struct seed_place seed_places[] = {
    {"Amsterdam", "Noord-Holland", "Netherlands", "NL", "Damrak", "nl-NL", "+31 20 555"},
    {"Berlin", "Berlin", "Germany", "DE", "Torstrasse", "de-DE", "+49 30 5550"},
    {"Lagos", "Lagos", "Nigeria", "NG", "Marina Road", "en-NG", "+234 1 555"},
    {"London", NULL, "United Kingdom", "GB", "Moorgate", "en-GB", "+44 20 7946"},
    {"Madrid", "Madrid", "Spain", "ES", "Calle Mayor", "es-ES", "+34 91 555"},
    {"Mumbai", "Maharashtra", "India", "IN", "Marine Drive", "en-IN", "+91 22 5550"},
    {"Osaka", "Osaka", "Japan", "JP", "Midosuji", "ja-JP", "+81 6 5550"},
    {"Paris", NULL, "France", "FR", "Rue de Rivoli", "fr-FR", "+33 1 55 50"},
    {"Toronto", "ON", "Canada", "CA", "King Street West", "en-CA", "+1 416 555"},
    {"Warsaw", "Mazowieckie", "Poland", "PL", "Nowy Swiat", "pl-PL", "+48 22 555"},
    {"Seattle", "WA", "United States", "US", "Pine Street", "en-US", "+1 206 555"},
    {"Z\xc3\xbcrich", "ZH", "Switzerland", "CH", "Bahnhofstrasse", "de-CH", "+41 44 555"},
};
const int seed_place_count = sizeof seed_places / sizeof *seed_places;
