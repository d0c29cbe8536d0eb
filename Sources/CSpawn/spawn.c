#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

// A session of its own, with no signal blocked or ignored. Returns 0, or the error number, and then nothing has to be freed.
static int begin(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes) {
  int error;
  if ((error = posix_spawn_file_actions_init(actions))) return error;
  if ((error = posix_spawnattr_init(attributes))) {
    posix_spawn_file_actions_destroy(actions);
    return error;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  sigdelset(&all, SIGKILL);
  sigdelset(&all, SIGSTOP);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  return 0;
}

// Starts the program and frees what `begin` made.
static int end(pid_t *pid, const char *path, posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
               char *const arguments[], char *const environment[]) {
  int error = posix_spawn(pid, path, actions, attributes, arguments, environment);
  posix_spawnattr_destroy(attributes);
  posix_spawn_file_actions_destroy(actions);
  return error;
}

int cspawn_browser(const char *path, char *const arguments[], char *const environment[], const char *commands,
                   const char *replies, const char *log, pid_t *pid) {
  // Opened for reading and writing, a named pipe needs no partner and never ends; moved above 10 so that placing them at
  // 3 and 4 cannot overwrite one with the other.
  int in = -1, out = -1, error = 0;
  int raw_in = open(commands, O_RDWR | O_CLOEXEC);
  int raw_out = open(replies, O_RDWR | O_CLOEXEC);
  if (raw_in < 0 || raw_out < 0) {
    error = errno;
    goto done;
  }
  in = fcntl(raw_in, F_DUPFD_CLOEXEC, 10);
  out = fcntl(raw_out, F_DUPFD_CLOEXEC, 10);
  if (in < 0 || out < 0) {
    error = errno;
    goto done;
  }

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if ((error = begin(&actions, &attributes))) goto done;
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, in, 3);
  posix_spawn_file_actions_adddup2(&actions, out, 4);
  posix_spawn_file_actions_addclosefrom_np(&actions, 5);
  error = end(pid, path, &actions, &attributes, arguments, environment);

done:
  if (raw_in >= 0) close(raw_in);
  if (raw_out >= 0) close(raw_out);
  if (in >= 0) close(in);
  if (out >= 0) close(out);
  return error;
}

int cspawn_detached(const char *path, char *const arguments[], char *const environment[], int input, int held,
                    pid_t *pid) {
  // Moved above 10, for the same reason.
  int in = -1, kept = -1, error = 0;
  if (input >= 0 && (in = fcntl(input, F_DUPFD_CLOEXEC, 10)) < 0) error = errno;
  if (held >= 0 && (kept = fcntl(held, F_DUPFD_CLOEXEC, 10)) < 0) error = errno;
  if (error) goto done;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if ((error = begin(&actions, &attributes))) goto done;
  if (in >= 0) {
    posix_spawn_file_actions_adddup2(&actions, in, 0);
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  }
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  if (kept >= 0) posix_spawn_file_actions_adddup2(&actions, kept, 3);
  posix_spawn_file_actions_addclosefrom_np(&actions, kept >= 0 ? 4 : 3);
  error = end(pid, path, &actions, &attributes, arguments, environment);

done:
  if (in >= 0) close(in);
  if (kept >= 0) close(kept);
  return error;
}

int cspawn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) ? errno : 0; }

int cspawn_set_pipe_size(int descriptor, int bytes) { return fcntl(descriptor, F_SETPIPE_SZ, bytes); }

int cspawn_watch(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
