// The file that says which bearer tokens get in over TCP. One token per line:
//
//     TOKEN NAME SCOPES [queues=Q1,Q2] [kinds=exec,shell]
//
// SCOPES is a comma-separated list of read, submit, work, admin. Empty lines and lines that begin with # are skipped.

import JobCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One line of the token file.
struct TokenEntry: Sendable, Equatable {
  let token: [UInt8]
  let identity: Identity
}

/// Reads and creates token files.
package enum TokenList {
  /// Bytes of a token file; more is a mistake in the path.
  static let bytesMax = 1 << 20
  /// Shorter tokens can be guessed.
  static let tokenBytesMin = 16
  /// The name stands in front of every idempotency key of the token's owner.
  static let nameBytesMax = 100

  /// The identity of the file's content, to notice a change without reading it.
  struct Version: Equatable {
    let device: UInt64
    let inode: UInt64
    let bytes: Int64
    let modified: Int64
    let changed: Int64
  }

  /// Makes a file with a single admin token, readable by its owner only; an existing file is left alone.
  package static func createIfMissing(_ path: String) throws(TokenFileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var random = SystemRandomNumberGenerator()
    let token = (0..<4).map { _ in
      let digits = String(random.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    let text = Array("# TOKEN NAME SCOPES [queues=...] [kinds=...]\n\(token) admin admin\n".utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Reads the file, whole and correct or not at all.
  ///
  /// - Errors: `.tooOpen` when others than the owner may read or write it.
  static func load(_ path: String) throws(TokenFileError) -> (entries: [TokenEntry], version: Version) {
    // The path may be a link. If it is a FIFO, this does not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "it is no regular file") }
    guard info.st_mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: UInt16(info.st_mode & 0o777)) }
    guard info.st_size <= bytesMax else { throw .unreadable(path: path, reason: "it is larger than \(bytesMax) bytes") }
    var bytes = [UInt8](repeating: 0, count: Int(info.st_size) + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count) }
      guard got >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
      if got == 0 { break }
      count += got
    }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw .invalid(path: path, line: 1, detail: "the file is not UTF-8")
    }
    return (try parse(text, path: path), Version(info))
  }

  /// What the file at `path` is now; `nil` when it cannot be looked at.
  static func version(of path: String) -> Version? {
    var info = stat()
    return stat(path, &info) == 0 ? Version(info) : nil
  }

  static func parse(_ text: String, path: String) throws(TokenFileError) -> [TokenEntry] {
    var entries: [TokenEntry] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      do throws(LineError) {
        let entry = try parse(words)
        guard !entries.contains(where: { $0.token == entry.token }) else { throw LineError("the token is there twice") }
        entries.append(entry)
      } catch {
        throw .invalid(path: path, line: index + 1, detail: error.detail)
      }
    }
    return entries
  }

  private struct LineError: Error {
    let detail: String
    init(_ detail: String) { self.detail = detail }
  }

  private static func parse(_ words: [Substring]) throws(LineError) -> TokenEntry {
    guard words.count >= 3 else { throw LineError("it needs a token, a name and scopes") }
    guard words[0].utf8.count >= tokenBytesMin else {
      throw LineError("the token is shorter than \(tokenBytesMin) characters")
    }
    guard words[1].utf8.count <= nameBytesMax else { throw LineError("the name has more than \(nameBytesMax) bytes") }
    var scopes: ScopeSet = []
    for word in words[2].split(separator: ",") {
      guard let scope = Scope(rawValue: String(word)) else {
        throw LineError("\"\(word)\" is not a scope; scopes are read, submit, work and admin")
      }
      scopes.insert(ScopeSet(scope))
    }
    guard !scopes.isEmpty else { throw LineError("it names no scope") }
    var identity = Identity(name: "token:\(words[1])", scopes: scopes)
    for word in words.dropFirst(3) {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let values = parts.count == 2 ? Set(parts[1].split(separator: ",").map(String.init)) : []
      guard !values.isEmpty else { throw LineError("\"\(word)\" must be queues=... or kinds=...") }
      switch parts[0] {
      case "queues": identity.limits.queues = values
      case "kinds":
        if let unknown = values.first(where: { JobKind(name: $0) == nil }) {
          throw LineError("\"\(unknown)\" is not a kind of job")
        }
        identity.limits.kinds = Set(values.compactMap { JobKind(name: $0) })
      default: throw LineError("\"\(parts[0])\" must be queues or kinds")
      }
    }
    return TokenEntry(token: Array(words[0].utf8), identity: identity)
  }
}

extension TokenList.Version {
  fileprivate init(_ info: stat) {
    #if canImport(Darwin)
      let (modified, changed) = (info.st_mtimespec, info.st_ctimespec)
    #else
      let (modified, changed) = (info.st_mtim, info.st_ctim)
    #endif
    self.init(
      device: UInt64(info.st_dev), inode: UInt64(info.st_ino), bytes: Int64(info.st_size),
      modified: Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec),
      changed: Int64(changed.tv_sec) * 1_000_000_000 + Int64(changed.tv_nsec))
  }
}
