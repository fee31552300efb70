// Finds the repository this test was compiled from and reads its Swift files, once for all rules.

import Foundation

/// The repository around this file.
enum SourceTree {
  /// The folder that holds Package.swift, found upwards from this very file.
  static let root: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      precondition(folder.path != "/", "no Package.swift above this test file")
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  /// Every Swift file below Sources and Tests.
  static let swiftFiles: [SourceFile] =
    (paths(below: "Sources") + paths(below: "Tests")).filter { $0.hasSuffix(".swift") }.compactMap { path in
      text(of: path).map { SourceFile(path: path, text: $0) }
    }

  /// The text of a file by its path from the root, nil when it is missing or not UTF-8.
  static func text(of path: String) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The paths of all files below a folder, sorted.
  static func paths(below folder: String) -> [String] {
    let walker = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (walker?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }.sorted()
  }

  /// What `git` prints for these arguments, line by line; nil when this is not a checkout.
  static func git(_ arguments: String...) -> [String]? {
    // popen rather than Foundation's Process, which crashes when the tests beside this one hold many descriptors.
    let command = (["git", "-C", "'\(root.path)'"] + arguments).joined(separator: " ") + " 2>/dev/null"
    guard let pipe = popen(command, "r") else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard pclose(pipe) == 0 else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
