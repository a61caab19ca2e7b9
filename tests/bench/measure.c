/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure COMMAND ARGUMENT...: runs a command with its standard output thrown away
 * and says in one line what it cost:
 *
 *   wall=SECONDS cpu=SECONDS anonymous=KIB resident=KIB
 *
 * "anonymous" is the largest RssAnon seen in /proc/PID/status, looked at every two
 * milliseconds: memory that is the program's own and cannot be dropped, so neither its
 * code nor a mapped capture.  A peak shorter than that is missed; "resident"
 * (ru_maxrss, counted by the kernel) misses none but has the mapped files in it, and so
 * is the bound from above.  Ends with the command's status.  Linux only. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now (void)
{
  struct timespec time;
  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* 0 where there is nothing to read any more. */
static long
anonymous_kib (pid_t child)
{
  char path[64], line[256];
  long kib = 0;
  snprintf (path, sizeof path, "/proc/%ld/status", (long) child);
  FILE *status = fopen (path, "r");
  if (status == NULL)
    return 0;
  while (kib == 0 && fgets (line, sizeof line, status) != NULL)
    if (strncmp (line, "RssAnon:", 8) == 0)
      kib = strtol (line + 8, NULL, 10);
  fclose (status);
  return kib;
}

static double
seconds (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec / 1e6;
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    {
      fputs ("usage: measure COMMAND ARGUMENT...\n", stderr);
      return 2;
    }
  double started = now ();
  pid_t child = fork ();
  if (child == 0)
    {
      int nowhere = open ("/dev/null", O_WRONLY);
      dup2 (nowhere, STDOUT_FILENO);
      execvp (argv[1], argv + 1);
      perror (argv[1]);
      _exit (127);
    }
  if (child < 0)
    {
      perror ("fork");
      return 1;
    }
  long peak = 0;
  int status;
  struct rusage usage;
  while (wait4 (child, &status, WNOHANG, &usage) == 0)
    {
      long seen = anonymous_kib (child);
      peak = seen > peak ? seen : peak;
      nanosleep (&(struct timespec){ .tv_nsec = 2000000 }, NULL);
    }
  printf ("wall=%.4f cpu=%.4f anonymous=%ld resident=%ld\n", now () - started,
          seconds (usage.ru_utime) + seconds (usage.ru_stime), peak, usage.ru_maxrss);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128;
}
