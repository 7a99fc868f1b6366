// Writes what changes with the least change of the input as a relocatable ELF object:
// data segments, which so never become LLVM constants, and the places of functions, as
// absolute symbols. Section .wasm.image holds the pages that memories start with,
// page-aligned, for the runtime to map into place; .wasm.data holds passive
// segments. Entry point: emitMemoryImage().
//
// Pages that are all zero are left out, except in short gaps: a chunk is one system
// call at startup. The object is so plain (two sections, symbols, no relocation)
// that a writer of our own is shorter than driving LLVM's MC layer, and it copies
// each byte once.
#include "codegen/memory_image.h"

#include "codegen/codegen.h"
#include "codegen/symbols.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr uint64_t kGapPages = 16; // 64 KiB of zeros split a chunk

enum SectionIndex : uint16_t { Null, Image, Data, SymbolTable, Strings, SectionNames, StackNote };
constexpr uint16_t kSectionCount = StackNote + 1;

// Appends little-endian words to a byte buffer.
class Writer {
public:
  explicit Writer(ObjectBytes &out) : out(out) {}
  template <typename T> void word(T value) {
    char bytes[sizeof(T)];
    support::endian::write<T>(bytes, value, endianness::little);
    out.append(bytes, bytes + sizeof(T));
  }
  void bytes(Bytes data) { out.append(data.begin(), data.end()); }
  void text(const std::string &data) { out.append(data.begin(), data.end()); }
  void alignTo(uint64_t alignment) { out.resize(llvm::alignTo(out.size(), alignment)); }
  uint64_t size() const { return out.size(); }

private:
  ObjectBytes &out;
};

struct Symbol {
  std::string name;
  uint16_t section;
  uint64_t value, size;
};

struct Section {
  uint32_t name = 0, type = 0, link = 0, info = 0;
  uint64_t flags = 0, offset = 0, size = 0, alignment = 0, entrySize = 0;
};

class ImageObject {
public:
  ImageObject(const Program &program, const ProgramFacts &facts, const Target &target)
      : program(program), facts(facts), triple(target.triple) {}

  ObjectBytes write() {
    out.resize(sizeof(ELF::Elf64_Ehdr));
    writeImages();
    writePassiveData();
    addPlaces();
    writeSymbols();
    writeSectionTable();
    writeHeader();
    return std::move(out);
  }

private:
  Section &open(SectionIndex index, uint32_t type, uint64_t flags, uint64_t alignment) {
    writer.alignTo(alignment);
    sections[index].type = type;
    sections[index].flags = flags;
    sections[index].alignment = alignment;
    sections[index].offset = writer.size();
    return sections[index];
  }
  void close(SectionIndex index) { sections[index].size = writer.size() - sections[index].offset; }

  void writeImages() {
    Section &section = open(Image, ELF::SHT_PROGBITS, ELF::SHF_ALLOC | ELF::SHF_WRITE, kImagePage);
    for (const auto &[key, pages] : facts.memoryPages) {
      if (pages.empty())
        continue;
      uint64_t begin = writer.size() - section.offset;
      for (const ImagePages &chunk : imageChunks(pages))
        writeChunk(pages, chunk);
      MemoryDef def{InstanceId(key.first), wasm::MemoryIndex(key.second)};
      symbols.push_back(
          {symbols::image(def), Image, begin, writer.size() - section.offset - begin});
    }
    close(Image);
  }

  void writeChunk(const MemoryPages &pages, const ImagePages &chunk) {
    uint64_t first = chunk.destination / kImagePage, count = chunk.size / kImagePage;
    for (uint64_t page = first; page < first + count; ++page) {
      auto found = pages.find(page);
      if (found != pages.end())
        writer.bytes(found->second);
      else
        out.resize(out.size() + kImagePage);
    }
  }

  void writePassiveData() {
    Section &section = open(Data, ELF::SHT_PROGBITS, ELF::SHF_ALLOC, 16);
    for (uint32_t m = 0; m < program.modules.size(); ++m) {
      if (facts.instanceCount[m] == 0)
        continue;
      const wasm::Module &module = *program.modules[ModuleId(m)].module;
      for (uint32_t index : facts.uses[m].datas) {
        Span span = module.datas[wasm::DataIndex(index)].bytes;
        symbols.push_back(
            {symbols::data(ModuleId(m), index), Data, writer.size() - section.offset, span.size()});
        writer.bytes(module.file.subspan(span.begin, span.size()));
      }
    }
    close(Data);
  }

  // A place beyond 2 GiB doesn't fit what code may take an address for.
  void addPlaces() {
    for (uint32_t m = 0; m < program.modules.size(); ++m) {
      const wasm::Module &module = *program.modules[ModuleId(m)].module;
      if (facts.instanceCount[m] == 0)
        continue;
      for (uint32_t f = 0; f < module.functions.size(); ++f) {
        const wasm::Function &function = module.functions[wasm::FuncIndex(f)];
        if (function.import)
          continue;
        uint64_t place = std::min<uint64_t>(module.placeOf(function.body.begin), INT32_MAX);
        symbols.push_back(
            {symbols::place({ModuleId(m), wasm::FuncIndex(f)}), ELF::SHN_ABS, place, 0});
      }
    }
  }

  void writeSymbols() {
    std::string names(1, '\0');
    Section &section = open(SymbolTable, ELF::SHT_SYMTAB, 0, 8);
    section.link = Strings;
    section.info = 1; // index of the first symbol that isn't local
    section.entrySize = sizeof(ELF::Elf64_Sym);
    out.resize(out.size() + sizeof(ELF::Elf64_Sym));
    for (const Symbol &symbol : symbols) {
      writer.word<uint32_t>(names.size());
      names += symbol.name + '\0';
      writer.word<uint8_t>(ELF::STB_GLOBAL << 4 | ELF::STT_OBJECT);
      writer.word<uint8_t>(ELF::STV_HIDDEN);
      writer.word<uint16_t>(symbol.section);
      writer.word<uint64_t>(symbol.value);
      writer.word<uint64_t>(symbol.size);
    }
    close(SymbolTable);
    open(Strings, ELF::SHT_STRTAB, 0, 1);
    writer.text(names);
    close(Strings);
  }

  void writeSectionTable() {
    const char *names[kSectionCount] = {"",        ".wasm.image", ".wasm.data",     ".symtab",
                                        ".strtab", ".shstrtab",   ".note.GNU-stack"};
    open(SectionNames, ELF::SHT_STRTAB, 0, 1);
    uint64_t begin = writer.size();
    for (uint16_t i = 0; i < kSectionCount; ++i) {
      sections[i].name = writer.size() - begin;
      writer.text(std::string(names[i]) + '\0');
    }
    close(SectionNames);
    open(StackNote, ELF::SHT_PROGBITS, 0, 1);
    close(StackNote);
    writer.alignTo(8);
    sectionTable = writer.size();
    for (const Section &section : sections) {
      writer.word<uint32_t>(section.name);
      writer.word<uint32_t>(section.type);
      writer.word<uint64_t>(section.flags);
      writer.word<uint64_t>(0);
      writer.word<uint64_t>(section.offset);
      writer.word<uint64_t>(section.size);
      writer.word<uint32_t>(section.link);
      writer.word<uint32_t>(section.info);
      writer.word<uint64_t>(section.alignment);
      writer.word<uint64_t>(section.entrySize);
    }
  }

  uint16_t machine() const {
    if (triple.isAArch64())
      return ELF::EM_AARCH64;
    return triple.isRISCV() ? ELF::EM_RISCV : ELF::EM_X86_64;
  }

  void writeHeader() {
    ObjectBytes header;
    Writer writer(header);
    writer.text({ELF::ElfMagic, 4});
    const uint8_t ident[] = {ELF::ELFCLASS64, ELF::ELFDATA2LSB, ELF::EV_CURRENT,
                             ELF::ELFOSABI_NONE};
    writer.bytes(ident);
    writer.word<uint64_t>(0);
    writer.word<uint16_t>(ELF::ET_REL);
    writer.word<uint16_t>(machine());
    writer.word<uint32_t>(ELF::EV_CURRENT);
    writer.word<uint64_t>(0); // entry
    writer.word<uint64_t>(0); // program headers
    writer.word<uint64_t>(sectionTable);
    // lld refuses to link objects of different floating-point ABIs.
    writer.word<uint32_t>(triple.isRISCV() ? ELF::EF_RISCV_FLOAT_ABI_DOUBLE : 0);
    writer.word<uint16_t>(sizeof(ELF::Elf64_Ehdr));
    writer.word<uint32_t>(0); // size and count of program headers
    writer.word<uint16_t>(sizeof(ELF::Elf64_Shdr));
    writer.word<uint16_t>(kSectionCount);
    writer.word<uint16_t>(SectionNames);
    std::copy(header.begin(), header.end(), out.begin());
  }

  const Program &program;
  const ProgramFacts &facts;
  Triple triple;
  ObjectBytes out;
  Writer writer{out};
  Section sections[kSectionCount];
  std::vector<Symbol> symbols;
  uint64_t sectionTable = 0;
};

} // namespace

std::vector<ImagePages> imageChunks(const MemoryPages &pages) {
  std::vector<ImagePages> chunks;
  uint64_t offset = 0;
  for (const auto &[page, contents] : pages) {
    uint64_t begin = page * kImagePage;
    ImagePages *last = chunks.empty() ? nullptr : &chunks.back();
    uint64_t end = last ? last->destination + last->size : 0;
    if (last && begin - end < kGapPages * kImagePage) {
      offset += begin + kImagePage - end;
      last->size += begin + kImagePage - end;
      continue;
    }
    chunks.push_back({begin, offset, kImagePage});
    offset += kImagePage;
  }
  return chunks;
}

Result<ObjectBytes> emitMemoryImage(const Program &program, const ProgramFacts &facts,
                                    const Target &target) {
  return ImageObject(program, facts, target).write();
}

} // namespace aotc
