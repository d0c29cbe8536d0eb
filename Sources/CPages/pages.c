// Turns the files of the dashboard (`files/`: templates, the style sheet, scripts) into bytes of the binary; it never changes them.
#include "pages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char account_mustache[] = {
#embed "files/account.mustache"
};
static const unsigned char decided_mustache[] = {
#embed "files/decided.mustache"
};
static const unsigned char door_mustache[] = {
#embed "files/door.mustache"
};
static const unsigned char gate_mustache[] = {
#embed "files/gate.mustache"
};
static const unsigned char icon_svg[] = {
#embed "files/icon.svg"
};
static const unsigned char inbox_mustache[] = {
#embed "files/inbox.mustache"
};
static const unsigned char invitation_mustache[] = {
#embed "files/invitation.mustache"
};
static const unsigned char keys_mustache[] = {
#embed "files/keys.mustache"
};
static const unsigned char layout_mustache[] = {
#embed "files/layout.mustache"
};
static const unsigned char message_mustache[] = {
#embed "files/message.mustache"
};
static const unsigned char page_js[] = {
#embed "files/page.js"
};
static const unsigned char passkeys_js[] = {
#embed "files/passkeys.js"
};
static const unsigned char people_mustache[] = {
#embed "files/people.mustache"
};
static const unsigned char run_mustache[] = {
#embed "files/run.mustache"
};
static const unsigned char runs_mustache[] = {
#embed "files/runs.mustache"
};
static const unsigned char sign_in_mustache[] = {
#embed "files/sign-in.mustache"
};
static const unsigned char skill_mustache[] = {
#embed "files/skill.mustache"
};
static const unsigned char skills_mustache[] = {
#embed "files/skills.mustache"
};
static const unsigned char snapshot_mustache[] = {
#embed "files/snapshot.mustache"
};
static const unsigned char style_css[] = {
#embed "files/style.css"
};
static const unsigned char ways_mustache[] = {
#embed "files/ways.mustache"
};

static const struct twin_page_file files[] = {
  {"account.mustache", account_mustache, sizeof account_mustache},
  {"decided.mustache", decided_mustache, sizeof decided_mustache},
  {"door.mustache", door_mustache, sizeof door_mustache},
  {"gate.mustache", gate_mustache, sizeof gate_mustache},
  {"icon.svg", icon_svg, sizeof icon_svg},
  {"inbox.mustache", inbox_mustache, sizeof inbox_mustache},
  {"invitation.mustache", invitation_mustache, sizeof invitation_mustache},
  {"keys.mustache", keys_mustache, sizeof keys_mustache},
  {"layout.mustache", layout_mustache, sizeof layout_mustache},
  {"message.mustache", message_mustache, sizeof message_mustache},
  {"page.js", page_js, sizeof page_js},
  {"passkeys.js", passkeys_js, sizeof passkeys_js},
  {"people.mustache", people_mustache, sizeof people_mustache},
  {"run.mustache", run_mustache, sizeof run_mustache},
  {"runs.mustache", runs_mustache, sizeof runs_mustache},
  {"sign-in.mustache", sign_in_mustache, sizeof sign_in_mustache},
  {"skill.mustache", skill_mustache, sizeof skill_mustache},
  {"skills.mustache", skills_mustache, sizeof skills_mustache},
  {"snapshot.mustache", snapshot_mustache, sizeof snapshot_mustache},
  {"style.css", style_css, sizeof style_css},
  {"ways.mustache", ways_mustache, sizeof ways_mustache},
};

struct twin_page_file twin_page_file(size_t number) {
  const struct twin_page_file none = {0, 0, 0};
  return number < sizeof files / sizeof files[0] ? files[number] : none;
}
