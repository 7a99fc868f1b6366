// Lifting, lowering and handles (R6, R8, R9), against a guest made by hand. Each
// case that must trap runs in a process of its own.

#include <fcntl.h>
#include <string.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "canon/canon.h"
#include "canon/unicode.h"
#include "check.h"
#include "core/process.h"

using namespace aotc::rt;

namespace aotc::rt {
extern "C" const ProgramInfo aotc_program = {};
extern "C" const Config aotc_config = {};
} // namespace aotc::rt

struct Thing {
  int drops = 0;
};
static void dropThing(Context &, void *thing) { ++static_cast<Thing *>(thing)->drops; }
static const ResourceType thingType = {"thing", dropThing, nullptr, nullptr};
static const ResourceType otherType = {"other", dropThing, nullptr, nullptr};
template <> inline constexpr const ResourceType *aotc::rt::resourceType<Thing> = &thingType;

struct Pair {
  uint8_t a;
  uint64_t b;
};
template <> struct aotc::rt::Canon<Pair> : CanonRecord<&Pair::a, &Pair::b> {};
struct Choice {
  struct None {};
  struct Number {
    float value;
  };
  struct Big {
    uint64_t value;
  };
  std::variant<None, Number, Big> value;
};
template <> struct aotc::rt::Canon<Choice> : CanonVariant<Choice> {};
enum class Color : uint8_t { Red, Green, Blue };
template <> struct aotc::rt::Canon<Color> : CanonEnum<Color, 3> {};
struct Bits {
  uint8_t bits;
};
template <> struct aotc::rt::Canon<Bits> : CanonFlags<Bits, 3> {};

alignas(16) static uint8_t bytes[4096];
static Memory memory = {bytes, sizeof(bytes), sizeof(bytes), sizeof(bytes), 16, 1};
static ComponentInstance instance;
static uint32_t heap = 1024;
static int (*duringRealloc)();
static uint32_t guestRealloc(void *, uint32_t, uint32_t, uint32_t alignment, uint32_t size) {
  if (duringRealloc)
    duringRealloc();
  heap = (heap + alignment - 1) & ~(alignment - 1);
  uint32_t result = heap;
  heap += size;
  return result;
}
static FuncRecord reallocRecord = {(void *)guestRealloc, nullptr, 0};
static CallSite site = {&instance,  &memory, &reallocRecord,
                        &thingType, "test",  StringEncoding::Utf8};
static Context *context;

// What `body` ends with, in a process of its own.
template <class Body> static int endOf(Body body) {
  pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", 1), 2);
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
#define TRAPS(STATEMENT) CHECK(endOf([&] { STATEMENT; }) == 134)

template <class T> static T lift(std::initializer_list<uint64_t> words) {
  CallScope scope(&site);
  FlatReader flat(words.begin());
  return Canon<T>::lift(scope, flat);
}
template <class T> static T load(uint64_t at) {
  CallScope scope(&site);
  return Canon<T>::load(scope, at);
}
static std::string text(uint32_t pointer, uint32_t length) {
  CallScope scope(&site);
  return std::string(scope.string(pointer, length));
}
static uint32_t put(std::string_view data) {
  memcpy(bytes + 64, data.data(), data.size());
  return 64;
}

static void layouts() {
  static_assert(Canon<Pair>::size == 16 && Canon<Pair>::align == 8 && Canon<Pair>::flatCount == 2);
  static_assert(Canon<Choice>::size == 16 && Canon<Choice>::flatCount == 2);
  static_assert(Canon<std::optional<uint8_t>>::size == 2);
  static_assert(Canon<Expected<void, void>>::size == 1);
  static_assert(Canon<Expected<std::optional<std::string_view>, Color>>::size == 16);
  static_assert(Canon<std::tuple<uint8_t, uint16_t, uint8_t>>::size == 6);
}

static void values() {
  CHECK(lift<int8_t>({0x1ff}) == -1 && lift<uint16_t>({0x12345}) == 0x2345 && lift<bool>({2}));
  CHECK(Canon<int8_t>::lower(-1) == 0xffffffff && Canon<uint8_t>::lower(255) == 255);
  CHECK(lift<float>({0x3f800000}) == 1.0f);
  CHECK(std::get<Choice::Number>(lift<Choice>({1, 0x3f800000}).value).value == 1.0f);
  CHECK(std::get<Choice::Big>(lift<Choice>({2, ~0ull}).value).value == ~0ull);
  TRAPS(lift<Choice>({3, 0}));
  CHECK(lift<Color>({2}) == Color::Blue);
  TRAPS(lift<Color>({3}));
  CHECK(lift<Bits>({0xff}).bits == 7);
  CHECK(lift<char32_t>({0x10ffff}) == 0x10ffff && lift<char32_t>({0xd7ff}) == 0xd7ff);
  TRAPS(lift<char32_t>({0x110000}));
  TRAPS(lift<char32_t>({0xd800}));
  TRAPS(lift<char32_t>({0xdfff}));
  CallScope scope(&site);
  storeResult(scope, 32, Pair{7, 9});
  CHECK(bytes[32] == 7 && bytes[40] == 9 && load<Pair>(32).b == 9);
  storeResult(scope, 32, Choice{Choice::Big{5}});
  CHECK(bytes[32] == 2 && std::get<Choice::Big>(load<Choice>(32).value).value == 5);
  storeResult(scope, 32, Expected<std::optional<uint32_t>, Color>(std::optional<uint32_t>(3)));
  CHECK(bytes[32] == 0 && bytes[36] == 1 && bytes[40] == 3);
  TRAPS(storeResult(scope, 33, Pair{}));
  TRAPS(storeResult(scope, 4088, Pair{}));
  TRAPS(storeResult(scope, 0xfffffff8, Pair{}));
  bytes[32] = 2;
  TRAPS(CHECK((load<Expected<void, void>>(32))));
  CHECK(lowerFlat(scope, Expected<void, void>(failed)) == 1);
  put(std::string_view("\x07\0\0\0\0\0\0\0\x09\0\0\0\0\0\0\0", 16));
  auto [a, b] = loadParameters<uint8_t, uint64_t>(scope, 64);
  CHECK(a == 7 && b == 9);
  TRAPS((loadParameters<uint8_t, uint64_t>(scope, 68)));
}

static void stringsAndLists() {
  CHECK(text(put("h\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), 10).size() == 10);
  CHECK(text(4096, 0).empty());
  TRAPS(text(4097, 0));
  TRAPS(text(4090, 7));
  TRAPS(text(0xffffffff, 0xffffffff));
  for (std::string_view bad : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80",
                               "\xf8\x88\x80\x80", "aaaaaaaaaa\xff", "\xe0\x9f\xbf", "\xc3"}) {
    CHECK(!isValidUtf8(bad));
    TRAPS(text(put(bad), bad.size()));
  }
  using U64s = ListView<uint64_t>;
  CHECK(lift<U64s>({64, 2}).size() == 2);
  TRAPS(lift<U64s>({60, 2}));
  TRAPS(lift<U64s>({64, 505}));
  TRAPS(lift<U64s>({64, 0x20000001}));
  TRAPS(lift<std::span<const uint8_t>>({0, 0xffffffff}));
  CallScope scope(&site);
  Writer out(scope);
  GuestString made = out.string("text");
  CHECK(!memcmp(bytes + made.pointer, "text", 4) && made.taggedLength == 4);
  auto list = out.list<GuestString>(2, [&](size_t i) { return out.string(i ? "b" : "a"); });
  CHECK(list.count == 2 && load<std::string_view>(list.pointer + 8) == "b");
  TRAPS(heap = 4094; out.string("text"));
  TRAPS(heap = 0xfffffffc; out.string("textual"));
  TRAPS(out.bytes({(const uint8_t *)nullptr, size_t(1) << 28}));
  instance.mayNotLeave = 1;
  TRAPS(lift<bool>({0}));
  instance.mayNotLeave = 0;
}

static void encodings() {
  site.encoding = StringEncoding::Utf16;
  CHECK(text(put({"a\0\xac\x20\x3d\xd8\x00\xde", 8}), 4) == "a\xe2\x82\xac\xf0\x9f\x98\x80");
  TRAPS(text(65, 1));
  TRAPS(text(put({"\x3d\xd8", 2}), 1));
  TRAPS(text(put({"\x00\xde", 2}), 1));
  TRAPS(text(64, 0x80000000));
  CallScope scope(&site);
  Writer out(scope);
  GuestString made = out.string("a\xf0\x9f\x98\x80");
  CHECK(made.taggedLength == 3 && text(made.pointer, 3) == "a\xf0\x9f\x98\x80");
  site.encoding = StringEncoding::Latin1Utf16;
  CHECK(text(put("\xe4"), 1) == "\xc3\xa4" && text(put({"a\0", 2}), 0x80000001) == "a");
  made = out.string("\xc3\xa4");
  CHECK(made.taggedLength == 1 && bytes[made.pointer] == 0xe4);
  made = out.string("\xe2\x82\xac");
  CHECK(made.taggedLength == 0x80000001 && text(made.pointer, made.taggedLength).size() == 3);
  site.encoding = StringEncoding::Utf8;
}

static void handles() {
  Thing thing;
  HandleTable &table = HandleTable::of(instance);
  uint32_t first;
  {
    LendingScope scope(&site);
    first = scope.give(Own<Thing>(&thing));
    CHECK(first == 1 && scope.borrow<Thing>(first) == &thing);
    for (int i = 0; i < 100; ++i)
      scope.borrow<Thing>(first);
    TRAPS(dropHandle(&site, first)); // lent
    TRAPS(scope.take<Thing>(first));
    TRAPS(scope.borrow<Thing>(0));
    TRAPS(scope.borrow<Thing>(2));
    TRAPS(scope.borrow<Thing>(0xffffffff));
  }
  site.resource = &otherType;
  TRAPS(dropHandle(&site, first));
  site.resource = &thingType;
  dropHandle(&site, first);
  CHECK(thing.drops == 1 && table.liveCount() == 0);
  TRAPS(dropHandle(&site, first));
  TRAPS(handleRepresentation(&site, first));
  uint32_t a = newHandle(&site, 5), b = newHandle(&site, 6);
  CHECK(a == 1 && b == 2 && handleRepresentation(&site, b) == 6);
  {
    CallScope scope(&site);
    scope.take<Thing>(scope.give(Own<Thing>(&thing))); // dropped at the end of its life
    CHECK(thing.drops == 2);
    scope.take<Thing>(scope.give(Own<Thing>(&thing))).release();
    CHECK(thing.drops == 2);
    table.beginBorrows();
    uint32_t borrowed = table.addBorrow(*context, &thingType, reinterpret_cast<uintptr_t>(&thing));
    TRAPS(scope.take<Thing>(borrowed).release()); // not its own to give away
    dropHandle(&site, borrowed);
    table.endBorrows(*context);
    CHECK(thing.drops == 2);
  }
  // Realloc runs while the host function holds a borrow: it may not call out.
  duringRealloc = [] { return dropHandle(&site, 1), 0; };
  TRAPS(CallScope scope(&site); scope.makeString("x"));
  duringRealloc = nullptr;
  TRAPS(for (;;) newHandle(&site, 1));
  TRAPS(LendingScope scope(&site);
        for (uint32_t one = scope.give(Own<Thing>(&thing));;) scope.borrow<Thing>(one));
  CHECK(table.liveCount() == 2);
  kinds::aotc_enter_instance(&instance);
  TRAPS(kinds::aotc_enter_instance(&instance));
  kinds::aotc_leave_instance(&instance);
  kinds::aotc_enter_instance(&instance);
}

int main(int argc, char **argv, char **envp) {
  context = &contextStorage.make(aotc_config, argc, argv, envp);
  layouts();
  values();
  stringsAndLists();
  encodings();
  handles();
}
