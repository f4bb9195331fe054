/*
 * fork(2) for a Node process: the copy goes on from here with everything that was loaded. Linux only, for tests only.
 * V8 keeps its pages out of copies (MADV_DONTFORK) and libuv must be told (uv_loop_fork). Only the calling thread lives on,
 * so a copy never joins the others: it must end by a signal.
 */
#include <node_api.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uv.h>

static void keep_all_pages(void) {
  FILE *maps = fopen("/proc/self/maps", "r");
  unsigned long from, to;
  char line[512];
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    if (sscanf(line, "%lx-%lx", &from, &to) == 2) madvise((void *)from, to - from, MADV_DOFORK);
  }
  if (maps != NULL) fclose(maps);
}

/* The id of the copy; in the copy its own id, negative. */
static napi_value copy(napi_env env, napi_callback_info info) {
  uv_loop_t *loop;
  napi_value id;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) return NULL;
  keep_all_pages();
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGCHLD, SIG_DFL);
    if (uv_loop_fork(loop) != 0) _exit(70);
    pid = -getpid();
  } else if (pid < 0) {
    napi_throw_error(env, NULL, "no copy of this process could be made");
    return NULL;
  }
  napi_create_int32(env, pid, &id);
  return id;
}

NAPI_MODULE_INIT() {
  napi_value function;
  signal(SIGCHLD, SIG_IGN); /* nobody waits for copies */
  napi_create_function(env, "copy", NAPI_AUTO_LENGTH, copy, NULL, &function);
  return function;
}
