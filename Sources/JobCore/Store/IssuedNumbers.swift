// The numbers that have been given out in a data directory, kept beside its database: a database that is put back from
// an older copy, or begun anew, does not know of them, and would give them out again to others.

import Glibc
import SystemPackage

/// How far the numbers of a data directory have been given out. Confined to the thread of its writer.
///
/// The file says what may have been given out: a little more than was, so that it is written once for many. A clean end
/// says it exactly. After a crash numbers are left out, as many as were given out ahead; none is given out twice.
///
/// One page, written in place: a full disk does not keep it from being written. A torn or lost file is like none: then
/// the names of the logs that are there say how far it went.
final class IssuedNumbers {
  /// What has numbers of its own; named as in the table `meta`.
  enum Kind: String, CaseIterable {
    case job = "last_job_id"
    case batch = "last_batch_id"
    case callback = "last_callback_id"
    case boot
  }

  private struct Series {
    /// As far as the file says; -1 before it says anything.
    var reserved: Int64 = -1
    /// The last one that was given out.
    var last: Int64 = 0
    /// The last one before this start.
    var first: Int64 = 0
  }

  private let file: FileDescriptor
  private var series: [Kind: Series] = [:]
  /// What may have been given out before, by whatever database was here.
  let found: [Kind: Int64]
  /// Whether there were any.
  let hadNumbers: Bool

  /// - Parameter fallback: the highest id of a job that has left a file, asked for if the file does not say.
  init(path: String, fallback: () -> Int64) throws(StoreError) {
    do throws(Errno) {
      file = try RegularFile.open(path, O_RDWR | O_CREAT)
    } catch {
      throw Self.failure(error)
    }
    let numbers = Self.read(file)
    found = numbers ?? [.job: fallback()]
    hadNumbers = numbers != nil
  }

  deinit {
    close(file.rawValue)
  }

  /// From here on numbers above `last` are given out; says so on the disk.
  func begin(_ last: [Kind: Int64]) throws(StoreError) {
    for kind in Kind.allCases {
      let last = last[kind] ?? 0
      series[kind] = Series(reserved: last, last: last, first: last)
    }
    try write()
  }

  /// `number` is about to be given out: the file says so before it is.
  func cover(_ kind: Kind, _ number: Int64) throws(StoreError) {
    var entry = series[kind] ?? Series()
    if number > entry.reserved {
      let issued = number - entry.first
      let ahead = min(max(issued / Limits.numbersAheadShare, Limits.numbersAheadMin), Limits.numbersAheadMax)
      entry.reserved = number + ahead
      let saved = series[kind]
      series[kind] = entry
      do throws(StoreError) { try write() } catch {
        series[kind] = saved
        throw error
      }
    }
    entry.last = max(entry.last, number)
    series[kind] = entry
  }

  /// Nothing is given out any more: the next start leaves nothing out.
  func end() {
    for (kind, entry) in series { series[kind] = Series(reserved: entry.last, last: entry.last, first: entry.first) }
    // What cannot be written leaves a larger number there, which is as good.
    do throws(StoreError) { try write() } catch {}
  }

  // MARK: The file

  private static let bytes = 256

  private func write() throws(StoreError) {
    let numbers = Kind.allCases.map { "\($0.rawValue)=\(series[$0]?.reserved ?? 0)" }.joined(separator: " ")
    var text = Array("jobd numbers: \(numbers) sum=\(Self.sum(numbers))\n".utf8)
    text += [UInt8](repeating: UInt8(ascii: "\n"), count: max(0, Self.bytes - text.count))
    let written = pwrite(file.rawValue, text, text.count, 0)
    if written < 0 { throw Self.failure(Errno(rawValue: errno)) }
    // Only what has no room for the rest takes a part.
    if written < text.count { throw .full(statement: Self.name) }
    if fdatasync(file.rawValue) != 0 { throw Self.failure(Errno(rawValue: errno)) }
  }

  private static func read(_ file: FileDescriptor) -> [Kind: Int64]? {
    var buffer = [UInt8](repeating: 0, count: bytes)
    let count = pread(file.rawValue, &buffer, buffer.count, 0)
    if count <= 0 { return nil }
    let line = String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    guard line.hasPrefix("jobd numbers: ") else { return nil }
    var fields = line.dropFirst("jobd numbers: ".count).split(separator: " ")
    guard let sum = fields.popLast(), sum == "sum=\(Self.sum(fields.joined(separator: " ")))" else { return nil }
    return fields.reduce(into: [:]) { found, field in
      let parts = field.split(separator: "=")
      guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), let number = Int64(parts[1]) else { return }
      // What was never given out must not be what the next one follows.
      if (0...Limits.jobIDMax).contains(number) { found[kind] = number }
    }
  }

  /// FNV-1a: tells a torn write from a whole one.
  private static func sum(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return String(hash, radix: 16)
  }

  private static let name = "numbers"

  static func failure(_ error: Errno) -> StoreError {
    LackOfRoom.isSaid(by: error.rawValue)
      ? .full(statement: name) : .io(statement: name, code: error.rawValue, message: "\(error)")
  }

  /// Whether it is this file that could not be read or written.
  static func isSource(of error: StoreError) -> Bool {
    switch error {
    case .full(let statement), .io(let statement, _, _): statement == name
    default: false
    }
  }
}
