/* Tokens: asked for once however many calls wait, renewed, kept, shared with other processes */
#ifndef WORKER_TOKENS_H
#define WORKER_TOKENS_H

#include "worker/work.h"

/* --- tokens.c --- */

/** A call needs a token for `resource` and nothing is on its way: ask for it, or for a person, or fail the calls that wait.
 *  Milliseconds until it is to be called again, -1: when something has come. */
int64_t tokens_want(struct work *work, enum http_resource resource);
/** What a token for `resource` takes, with what another process, or an earlier one, left in the store. Nothing is asked. */
enum session_need tokens_need(struct work *work, enum http_resource resource, struct err *e);
/** What is asked next needs a token for `resource`: ask for it now, where that takes no person. */
void tokens_soon(struct work *work, enum http_resource resource);
/** A user has asked for something: whoever gave up a sign-in may be asked again. */
void tokens_ask_again(struct work *work);

/* --- token_store.c --- */

/** Take what another process may have left in the store. */
void tokens_look(struct work *work, enum http_resource resource);
/** A token came for `resource`, from a person (`signed_in`) or by renewal: keep what renews it. */
void tokens_keep(struct work *work, enum http_resource resource, bool signed_in);
/** The service wants `token` no more: take it out of the store. */
void tokens_forget(struct work *work, enum http_resource resource, const struct secret *token);

/* --- sign_in.c: a person signs in, with a code or with a browser --- */

void sign_in_begin(struct work *work, enum http_resource resource);
/** Nobody will; `e` for those who wait. */
void sign_in_cancel(struct work *work);
/** What a person says to it. `address`: of ANSWER_ADDRESS. */
void sign_in_answer(struct work *work, enum sign_in_answer answer, const struct secret *address);
/** Look whether the browser has come back. Milliseconds until the next look, -1: none is needed. */
int64_t sign_in_step(struct work *work, int64_t now);
void sign_in_free(struct work *work);

#endif
