/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logins of all sessions that are kept, a row each, and the words of such a row.
 *
 * The secret is masked unless the user asked for it twice: at the start of the program,
 * and by a key. */
#include "config.h"

#include "model.h"

#include "../dissect/printable.h"
#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

void
model_take_logins (Model *model, SessionRow *row)
{
  const GPtrArray *auths = row->session->auths;
  guint count = auths != NULL ? auths->len : 0;
  for (; row->logins_seen < count; row->logins_seen++)
    {
      LoginRow *login = g_new0 (LoginRow, 1);
      login->row = row;
      login->auth = g_ptr_array_index (auths, row->logins_seen);
      login->index = model->logins->len;
      login->before = row->last_login;
      row->last_login = login->index;
      g_ptr_array_add (model->logins, login);
    }
}

LoginRow *
model_login (const Model *model, size_t index)
{
  return index < model->shown_logins->len ? g_ptr_array_index (model->shown_logins, index) : NULL;
}

void
login_row_free (gpointer pointer)
{
  g_free (pointer);
}

static char *
account (Wording wording, const SmtpAuth *auth)
{
  if (!auth->has_username)
    return g_strdup ("?");
  return wording.redact ? g_strdup ("…") : wording_octets (wording, auth->username, OCTETS_NONE);
}

static char *
secret (Wording wording, const SmtpAuth *auth)
{
  return auth->has_password ? wording_octets (wording, auth->password, auth->password) : g_strdup ("—");
}

/* What the path was given, in a word. */
static const char *
exposed (const SmtpAuth *auth)
{
  static const char *const words[] = {
    [SASL_SECRET_UNKNOWN] = "?",
    [SASL_SECRET_NONE] = "—",
    [SASL_SECRET_PASSWORD] = NC_ ("exposed", "password"),
    [SASL_SECRET_TOKEN] = NC_ ("exposed", "token"),
    [SASL_SECRET_CHALLENGE_RESPONSE] = NC_ ("exposed", "answer"),
    [SASL_SECRET_PROOF] = NC_ ("exposed", "proof"),
  };
  return auth->tls ? "TLS" : C_ ("exposed", words[session_exposed_secret (auth)]);
}

unsigned
login_exposed (const SmtpAuth *auth)
{
  static const unsigned ranks[] = {
    [SASL_SECRET_UNKNOWN] = 2,
    [SASL_SECRET_NONE] = 1,
    [SASL_SECRET_PASSWORD] = 6,
    [SASL_SECRET_TOKEN] = 5,
    [SASL_SECRET_CHALLENGE_RESPONSE] = 4,
    [SASL_SECRET_PROOF] = 3,
  };
  return auth->tls ? 0 : ranks[session_exposed_secret (auth)];
}

char *const *
model_login_cells (const Model *model, LoginRow *login)
{
  const SmtpAuth *auth = login->auth;
  const SmtpSession *session = login->row->session;
  const Wording wording = model->wording;
  bool said;
  char **cells = row_words_of (model->words, login, login->row->changes + model->rewordings, &said);
  if (said)
    return cells;
  cells[LOGIN_CELL_TIME] = model_time (model, auth->origin.time);
  cells[LOGIN_CELL_CLIENT] = wording_ip (session, SIDE_CLIENT);
  cells[LOGIN_CELL_SERVER] = wording_ip (session, SIDE_SERVER);
  cells[LOGIN_CELL_MECHANISM] = wording_cell (wording_octets (wording, auth->mechanism, OCTETS_NONE));
  cells[LOGIN_CELL_ACCOUNT] = wording_cell (account (wording, auth));
  cells[LOGIN_CELL_SECRET] = wording_cell (secret (wording, auth));
  cells[LOGIN_CELL_RESULT] = g_strdup (_ (auth_result_name (auth->result)));
  cells[LOGIN_CELL_EXPOSED] = g_strdup (exposed (auth));
  return cells;
}
