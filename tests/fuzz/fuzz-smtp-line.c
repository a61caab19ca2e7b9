/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a command line and as the text of a reply: every parameter is read,
 * every keyword walked over, a queue identifier looked for.  What they give lies inside
 * what they got, and nothing decoded is longer than what it was decoded from, but for
 * the code points of UTF-8. */
#include "config.h"

#include "dissect/session-facts.h"
#include "dissect/smtp-extension.h"
#include "dissect/smtp-parameter.h"
#include "dissect/smtp-queue-id.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
check_inside (Octets part, Octets whole)
{
  check (part.length == 0 || (part.at >= whole.at && part.at + part.length <= whole.at + whole.length));
}

static void
read_command (Octets line)
{
  Arena *arena = arena_new ();
  const SmtpCommand *command = smtp_command_parse (arena, line);
  check_inside (command->argument, line);
  check_inside (command->path, line);
  check_inside (command->url, line);
  check_inside (command->secret, line);
  check (!(command->bad_chunk && command->chunk_size > 0));
  for (size_t i = 0; i < command->parameter_count; i++)
    {
      const SmtpParameter *parameter = &command->parameters[i];
      g_autoptr (ParameterReading) reading = smtp_parameter_read (command->verb, parameter, TONGUE_ENGLISH);
      check_inside (parameter->keyword, line);
      check_inside (parameter->value, line);
      check (reading->decoded->len <= parameter->value.length);
      check (reading->reference != NULL || reading->meaning->len == 0);
      check (reading->reference != NULL || reading->malformed == NULL);
    }
  if (smtp_verb_is_request (command->verb))
    check (smtp_request_meaning (command) != NULL || command->verb == VERB_XCLIENT || command->verb == VERB_XFORWARD);
  arena_free (arena);
}

static void
read_reply (Octets text)
{
  SmtpReply reply = { .code = 250, .text = text, .status = smtp_reply_status (250, text) };
  QueueId queue = smtp_queue_id (&reply);
  check_inside (queue.id, text);
  check (queue.id.length > 0 || queue.software == NULL);
  ExtensionWalk walk;
  OfferedExtension offered;
  smtp_extension_walk_init (&walk, &reply);
  while (smtp_extension_walk_next (&walk, &offered))
    {
      check_inside (offered.line, text);
      check_inside (offered.keyword, offered.line);
      check_inside (offered.parameters, offered.line);
      check (offered.keyword.length > 0);
      g_autofree char *meaning = smtp_limit_meaning (offered.keyword, offered.parameters);
      check (meaning == NULL || g_utf8_validate (meaning, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  /* A copy of its size, so that a sanitizer sees the octet past the end. */
  g_autofree uint8_t *copy = g_memdup2 (octets, length);
  read_command (octets_of (copy, length));
  read_reply (octets_of (copy, length));
  return 0;
}
