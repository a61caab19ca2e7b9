/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A handler can reach nothing but what lives for ever: so this file has the one
 * variable of its kind.  Handlers call async-signal-safe functions alone.
 *
 * SIGKILL cannot be met; SIGINT, SIGTERM and SIGHUP are the main loop's. */
#include "config.h"

#include "screen-guard.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { RESTORE_MAX = 256, STACK_OCTETS = 64 * 1024 };

/* All that end a program that does not ask for them.  SIGTRAP is how GLib ends one that has no memory. */
static const int deadly[] = { SIGQUIT, SIGABRT, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGSYS,    SIGXCPU,
                              SIGXFSZ, SIGALRM, SIGTRAP, SIGUSR1, SIGUSR2, SIGPOLL, SIGVTALRM, SIGPROF };
static const int told[] = { SIGTSTP, SIGCONT };

static struct {
  volatile sig_atomic_t on;
  int terminal;
  int pipe[2];
  struct termios before;
  char restore[RESTORE_MAX];
  size_t length;
  struct sigaction deadly[G_N_ELEMENTS (deadly)];
  struct sigaction told[G_N_ELEMENTS (told)];
  stack_t stack_before;
  char stack[STACK_OCTETS]; /* of handlers, for the usual one may be what ran out */
} guard = { .pipe = { -1, -1 } };

static void
on_deadly (int number)
{
  if (guard.on)
    {
      guard.on = 0;
      ssize_t written = write (guard.terminal, guard.restore, guard.length);
      (void) written;
      tcsetattr (guard.terminal, TCSANOW, &guard.before);
    }
  /* Then as it would have gone without us. */
  for (size_t i = 0; i < G_N_ELEMENTS (deadly); i++)
    if (deadly[i] == number)
      sigaction (number, &guard.deadly[i], NULL);
  raise (number);
}

static void
on_told (int number)
{
  int error = errno;
  const char octet = (char) number;
  ssize_t written = write (guard.pipe[1], &octet, 1);
  (void) written;
  errno = error;
}

static void
take (int number, void (*handler) (int), int flags, struct sigaction *old)
{
  struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
  sigemptyset (&action.sa_mask);
  sigaction (number, NULL, old);
  /* Who started us wanted it ignored. */
  if (old->sa_handler != SIG_IGN)
    sigaction (number, &action, NULL);
}

int
screen_guard_begin (int terminal, const struct termios *before, const char *restore, size_t length)
{
  if (guard.on || length > RESTORE_MAX || !g_unix_open_pipe (guard.pipe, FD_CLOEXEC, NULL))
    return -1;
  g_unix_set_fd_nonblocking (guard.pipe[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (guard.pipe[1], TRUE, NULL);
  guard.terminal = terminal;
  guard.before = *before;
  memcpy (guard.restore, restore, length);
  guard.length = length;
  guard.on = 1;
  const stack_t stack = { .ss_sp = guard.stack, .ss_size = sizeof guard.stack };
  sigaltstack (&stack, &guard.stack_before);
  for (size_t i = 0; i < G_N_ELEMENTS (deadly); i++)
    take (deadly[i], on_deadly, SA_NODEFER | SA_ONSTACK, &guard.deadly[i]);
  for (size_t i = 0; i < G_N_ELEMENTS (told); i++)
    take (told[i], on_told, SA_RESTART, &guard.told[i]);
  return guard.pipe[0];
}

int
screen_guard_next (int file)
{
  char octet;
  return read (file, &octet, 1) == 1 ? octet : 0;
}

void
screen_guard_stop (void)
{
  struct sigaction ours, usual = { .sa_handler = SIG_DFL };
  sigemptyset (&usual.sa_mask);
  sigaction (SIGTSTP, NULL, &ours);
  if (ours.sa_handler == SIG_IGN)
    return;
  sigaction (SIGTSTP, &usual, NULL);
  raise (SIGTSTP);
  sigaction (SIGTSTP, &ours, NULL);
}

void
screen_guard_end (void)
{
  if (guard.pipe[0] < 0)
    return;
  guard.on = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (deadly); i++)
    sigaction (deadly[i], &guard.deadly[i], NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (told); i++)
    sigaction (told[i], &guard.told[i], NULL);
  sigaltstack (&guard.stack_before, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (guard.pipe); i++)
    {
      close (guard.pipe[i]);
      guard.pipe[i] = -1;
    }
}
