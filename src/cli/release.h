/* What is said of roster as a whole: in its help, its manual and its version. */
#ifndef CLI_RELEASE_H
#define CLI_RELEASE_H

#define RELEASE_ABOUT "Microsoft 365 users from the keyboard"

/* What a process ends with. */
struct release_code {
    int code;
    const char *means; /* NULL ends */
};
extern const char release_commit[]; /* of the tree it was built from */
extern const struct release_code release_codes[];

/* What of the environment is read, and which files. */
struct release_word {
    const char *name, *means; /* NULL ends */
};
extern const struct release_word release_variables[], release_files[];

#endif
