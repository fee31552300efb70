// The client's side of a token file: the first word of its first line that says something, so that the file the daemon
// made for itself works here too.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the token a client presents on TCP.
public enum TokenFile {
  /// More than any file of tokens has.
  private static let bytesMax = 1 << 20

  /// The token in this file, which nobody else may be able to read: it opens whatever it opens to whoever has it.
  public static func read(_ path: String) throws(ClientError) -> String {
    let text = try text(of: path)
    for line in text.split(whereSeparator: \.isNewline) {
      guard let word = line.split(whereSeparator: \.isWhitespace).first, !word.hasPrefix("#") else { continue }
      return String(word)
    }
    throw .badTokenFile(path: path, reason: "it holds no token")
  }

  private static func text(of path: String) throws(ClientError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw .badTokenFile(path: path, reason: "it cannot be read") }
    defer { close(descriptor) }
    try judge(descriptor, path)
    guard let bytes = try? FileBytes.read(from: descriptor, bytesMax: bytesMax),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw .badTokenFile(path: path, reason: "it cannot be read") }
    return text
  }

  /// What is open is what is judged. A pipe, as `--token-file <(pass show jobd)` has it, is the shell's own.
  private static func judge(_ descriptor: Int32, _ path: String) throws(ClientError) {
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw .badTokenFile(path: path, reason: "it cannot be read") }
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    let own = geteuid()
    // Root may use what it can read in any case, and everybody what root has given them.
    if own != 0 && status.st_uid != own && status.st_uid != 0 {
      throw .foreignTokenFile(path: path, owner: UInt32(status.st_uid))
    }
    if status.st_mode & 0o077 != 0 { throw .openTokenFile(path: path, mode: UInt16(status.st_mode & 0o777)) }
  }
}
