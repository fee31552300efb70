// The ends that the database does not take, and the cancels that were accepted meanwhile, in a file beside it whose
// room was taken beforehand: they are found at the next start, whatever ends this one. Each carries what it was said of,
// so that one that was recorded after all changes nothing.

import Foundation
import SystemPackage

/// The journal of ends and cancels; confined to the writer's queue.
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
    var key: KeptKey?
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

  /// The ends that an earlier daemon left.
  func ends() -> [Transition] { earlier().ends }

  /// What an earlier daemon left.
  func earlier() -> KeptWords {
    var bytes = [UInt8](repeating: 0, count: Limits.endJournalBytes)
    let count = pread(file.rawValue, &bytes, bytes.count, 0)
    var words = KeptWords()
    var rest = bytes[..<max(0, count)]
    while let text = Self.next(&rest) {
      // Nothing of another version, or of another store: that we could not record.
      if let record = Self.record(EndRecord.self, in: text) {
        if record.store == store, let end = record.transition { words.ends.append(end) }
      } else if let record = Self.record(CancelRecord.self, in: text), record.store == store {
        words.cancels.append(record.cancel)
      }
    }
    position = max(0, count) - rest.count
    return words
  }

  private static func record<Record: Decodable>(_ type: Record.Type, in text: ArraySlice<UInt8>) -> Record? {
    do { return try JSONDecoder().decode(type, from: Data(text)) } catch { return nil }
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
    do { return add(try JSONEncoder().encode(EndRecord(end, store: store)), .end(end.fence)) } catch { return false }
  }

  /// Keeps the cancel, likewise. Cancels leave ends the better half of the room: those cannot be asked for again.
  func add(_ cancel: KeptCancel) -> Bool {
    let key = KeptKey.cancel(cancel.subject)
    var bytes = 0
    for slot in slots {
      if slot.key == key { return true }
      if case .cancel? = slot.key { bytes += slot.bytes }
    }
    if bytes >= Limits.endJournalBytes / 2 { return false }
    do { return add(try JSONEncoder().encode(CancelRecord(store: store, cancel: cancel)), key) } catch { return false }
  }

  private func add(_ record: Data, _ key: KeptKey) -> Bool {
    var text = record
    // Heads stand at multiples of their size, so that none is ever torn.
    while !text.count.isMultiple(of: Self.headBytes) { text.append(UInt8(ascii: " ")) }
    let head = Self.magic + Self.bytes(UInt64(text.count), count: 4) + Self.bytes(Self.sum(text), count: 8)
    return append(head + text, key) || refill(head, text, key)
  }

  private func append(_ record: [UInt8], _ key: KeptKey) -> Bool {
    // An empty head behind it: what is left there of earlier records is over.
    let whole = record + [UInt8](repeating: 0, count: Self.headBytes)
    guard position + whole.count <= Limits.endJournalBytes, write(whole, at: position) else { return false }
    slots.append(Slot(offset: position, bytes: record.count, key: key))
    position += record.count
    return true
  }

  /// In the room of what is recorded. At each step all other records are found, should it be the last.
  private func refill(_ head: [UInt8], _ text: Data, _ key: KeptKey) -> Bool {
    let bytes = head.count + text.count
    let found = slots.firstIndex { slot in
      slot.key == nil && (slot.bytes == bytes || slot.bytes >= bytes + Self.headBytes)
    }
    guard let found else { return false }
    let slot = slots[found]
    let left = slot.bytes - bytes
    let body = text + (left > 0 ? Self.voidHead(left) : [])
    guard write(Self.voidHead(slot.bytes), at: slot.offset), write([UInt8](body), at: slot.offset + head.count),
      write(head, at: slot.offset)
    else { return false }
    slots[found] = Slot(offset: slot.offset, bytes: bytes, key: key)
    if left > 0 { slots.insert(Slot(offset: slot.offset + bytes, bytes: left), at: found + 1) }
    return true
  }

  /// It is in the database, or changes nothing there.
  ///
  /// - Returns: false if it cannot be struck off, and is found by the next start.
  @discardableResult
  func recorded(_ key: KeptKey) -> Bool {
    var isStruck = true
    for (index, slot) in slots.enumerated() where slot.key == key {
      // A batch may be cancelled only once: what is done with it afterwards is not to be undone by the next start.
      if case .cancel = key { isStruck = write(Self.voidHead(slot.bytes), at: slot.offset) }
      slots[index].key = nil
    }
    joinFree()
    clear()
    return isStruck
  }

  /// Neighbours that are free are one.
  private func joinFree() {
    var joined: [Slot] = []
    for slot in slots {
      if slot.key == nil, let last = joined.last, last.key == nil {
        joined[joined.count - 1].bytes += slot.bytes
      } else {
        joined.append(slot)
      }
    }
    slots = joined
  }

  private func clear() {
    if position == 0 || hasEarlier || slots.contains(where: { $0.key != nil }) { return }
    // Should this fail, the next start finds records that change nothing any more.
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
