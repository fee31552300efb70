// The client's side of a token file: the first word of its first line that says something, so that the file the daemon
// made for itself works here too.

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads the token a client presents on TCP.
public enum TokenFile {
  /// The token in this file.
  public static func read(_ path: String) throws(ClientError) -> String {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .badTokenFile(path: path, reason: "it cannot be read")
    }
    for line in text.split(whereSeparator: \.isNewline) {
      guard let word = line.split(whereSeparator: \.isWhitespace).first, !word.hasPrefix("#") else { continue }
      return String(word)
    }
    throw .badTokenFile(path: path, reason: "it holds no token")
  }
}
