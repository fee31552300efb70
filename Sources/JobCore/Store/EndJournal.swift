// The ends that the database does not take, in a file beside it whose room was taken beforehand: they are found at the
// next start, whatever ends this one. Each carries its fence, so that one that was recorded after all changes nothing.

import Foundation
import SystemPackage

/// The journal of ends; confined to the writer's queue.
final class EndJournal {
  private let file: FileDescriptor
  private let store: String
  /// Where the next record goes.
  private var position = 0
  private var isOpen = true
  /// What this daemon has written, in the order of the file.
  private var slots: [Slot] = []
  /// What an earlier daemon left is not recorded yet.
  private var hasEarlier = true

  // A record: "JEND", the length of the text, its sum, the text. "JVOI" is room between records.
  private static let magic: [UInt8] = [0x4A, 0x45, 0x4E, 0x44]
  private static let void: [UInt8] = [0x4A, 0x56, 0x4F, 0x49]
  private static let headBytes = 16

  private struct Slot {
    let offset: Int
    var bytes: Int
    /// `nil` once it is in the database: its room may be used again.
    var end: Fence?
  }

  /// Opens the file, makes it if need be, and takes its room.
  ///
  /// - Parameter store: the mark of the store; ends of another one are not shown.
  init(path: String, store: String) throws(Errno) {
    self.store = store
    file = try RegularFile.open(path, O_RDWR | O_CREAT)
    let failure = posix_fallocate(file.rawValue, 0, Limits.endJournalBytes)
    if failure != 0 {
      Glibc.close(file.rawValue)
      throw Errno(rawValue: failure)
    }
  }

  deinit {
    close()
  }

  /// What an earlier daemon left.
  func ends() -> [Transition] {
    var bytes = [UInt8](repeating: 0, count: Limits.endJournalBytes)
    let count = pread(file.rawValue, &bytes, bytes.count, 0)
    var ends: [Transition] = []
    var rest = bytes[..<max(0, count)]
    while let text = Self.next(&rest) {
      if let end = end(in: text) { ends.append(end) }
    }
    position = max(0, count) - rest.count
    return ends
  }

  /// `nil` for one of another version, or another store: nothing that we could record.
  private func end(in text: ArraySlice<UInt8>) -> Transition? {
    do {
      let record = try JSONDecoder().decode(EndRecord.self, from: Data(text))
      return record.store == store ? record.transition : nil
    } catch {
      return nil
    }
  }

  /// What an earlier daemon left is recorded, or of no meaning any more.
  func forgetEarlier() {
    hasEarlier = false
    let bytes = slots.first?.offset ?? position
    if bytes > 0 { slots.insert(Slot(offset: 0, bytes: bytes), at: 0) }
    clear()
  }

  /// Keeps the end; false if there is no room for it, or not even this file can be written.
  func add(_ end: Transition) -> Bool {
    var text: Data
    do { text = try JSONEncoder().encode(EndRecord(end, store: store)) } catch { return false }
    // Heads stand at multiples of their size, so that none is ever torn.
    while !text.count.isMultiple(of: Self.headBytes) { text.append(UInt8(ascii: " ")) }
    let head = Self.magic + Self.bytes(UInt64(text.count), count: 4) + Self.bytes(Self.sum(text), count: 8)
    return append(head + text, end.fence) || refill(head, text, end.fence)
  }

  private func append(_ record: [UInt8], _ end: Fence) -> Bool {
    // An empty head behind it: what is left there of earlier records is over.
    let whole = record + [UInt8](repeating: 0, count: Self.headBytes)
    guard position + whole.count <= Limits.endJournalBytes, write(whole, at: position) else { return false }
    slots.append(Slot(offset: position, bytes: record.count, end: end))
    position += record.count
    return true
  }

  /// In the room of ends that are recorded. At each step all other records are found, should it be the last.
  private func refill(_ head: [UInt8], _ text: Data, _ end: Fence) -> Bool {
    let bytes = head.count + text.count
    let found = slots.firstIndex { slot in
      slot.end == nil && (slot.bytes == bytes || slot.bytes >= bytes + Self.headBytes)
    }
    guard let found else { return false }
    let slot = slots[found]
    let left = slot.bytes - bytes
    let body = text + (left > 0 ? Self.voidHead(left) : [])
    guard write(Self.voidHead(slot.bytes), at: slot.offset), write([UInt8](body), at: slot.offset + head.count),
      write(head, at: slot.offset)
    else { return false }
    slots[found] = Slot(offset: slot.offset, bytes: bytes, end: end)
    if left > 0 { slots.insert(Slot(offset: slot.offset + bytes, bytes: left), at: found + 1) }
    return true
  }

  /// The end is in the database, or changes nothing there.
  func recorded(_ end: Fence) {
    for index in slots.indices where slots[index].end == end { slots[index].end = nil }
    joinFree()
    clear()
  }

  /// Neighbours that are free are one.
  private func joinFree() {
    var joined: [Slot] = []
    for slot in slots {
      if slot.end == nil, let last = joined.last, last.end == nil {
        joined[joined.count - 1].bytes += slot.bytes
      } else {
        joined.append(slot)
      }
    }
    slots = joined
  }

  private func clear() {
    if position == 0 || hasEarlier || slots.contains(where: { $0.end != nil }) { return }
    // Should this fail, the next start finds ends that change nothing any more.
    _ = write([UInt8](repeating: 0, count: Self.headBytes), at: 0)
    position = 0
    slots = []
  }

  func close() {
    if isOpen { Glibc.close(file.rawValue) }
    isOpen = false
  }

  private func write(_ bytes: [UInt8], at offset: Int) -> Bool {
    isOpen && pwrite(file.rawValue, bytes, bytes.count, off_t(offset)) == bytes.count && fdatasync(file.rawValue) == 0
  }

  /// Takes the next record off `rest`; `nil` behind the last one, or at one that is torn.
  private static func next(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    while rest.count >= headBytes {
      let isVoid = rest.prefix(4).elementsEqual(void)
      guard isVoid || rest.prefix(4).elementsEqual(magic) else { return nil }
      let length = Int(number(rest.dropFirst(4).prefix(4)))
      let text = rest.dropFirst(headBytes).prefix(length)
      guard text.count == length, isVoid || sum(text) == number(rest.dropFirst(8).prefix(8)) else { return nil }
      rest = rest.dropFirst(headBytes + length)
      if !isVoid { return text }
    }
    return nil
  }

  /// Of room of so many bytes, itself included.
  private static func voidHead(_ count: Int) -> [UInt8] {
    void + bytes(UInt64(count - headBytes), count: 4) + bytes(0, count: 8)
  }

  private static func bytes(_ number: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// FNV-1a: finds what is torn, which is all it has to.
  private static func sum(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
