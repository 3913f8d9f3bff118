/* Values of a user's properties that are computed from the seed's dice. */
#ifndef TENANT_PROPERTY_VALUES_H
#define TENANT_PROPERTY_VALUES_H

#include "tenant/state/property.h"

const char *value_id(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_user_type(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_language(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_mobile(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_street(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_postal_code(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_company(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_employee_id(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_employee_type(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_external_state(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_creation_type(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_distinguished_name(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_sam(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_immutable_id(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_ad_domain(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_ad_upn(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_ad_sid(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_mfa_state(const struct user_record *u, char scratch[SEED_TEXT]);
const char *value_sid(const struct user_record *u, char scratch[SEED_TEXT]);

void value_put_phones(struct json_writer *w, const struct user_record *u);
void value_put_licences(struct json_writer *w, const struct user_record *u);
void value_put_licence_states(struct json_writer *w, const struct user_record *u);
void value_put_proxies(struct json_writer *w, const struct user_record *u);
void value_put_im(struct json_writer *w, const struct user_record *u);
void value_put_sync_errors(struct json_writer *w, const struct user_record *u);
void value_put_service_errors(struct json_writer *w, const struct user_record *u);
void value_put_activity(struct json_writer *w, const struct user_record *u);
void value_put_identities(struct json_writer *w, const struct user_record *u);
void value_put_extensions(struct json_writer *w, const struct user_record *u);
void value_put_password_profile(struct json_writer *w, const struct user_record *u);

#endif
