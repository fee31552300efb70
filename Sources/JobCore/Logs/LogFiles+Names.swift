// What the names in the directory of the logs say: which stores have been here, and which starts have left files.

import Glibc

extension LogFiles {
  /// A start that has left a file, and which.
  struct Found: Hashable {
    let job: JobID
    let start: Int
    let kind: Kind

    /// What stands after the last dot, in the order of removal. The output is removed last: as long as it is there, a
    /// start with this number can see that there was one before it.
    enum Kind: String, CaseIterable {
      case err, result, draft, token, parents, out
    }

    /// `nil` for a name that no file of a start has in the directory with this number: jobs put there what they like.
    init?(_ name: some StringProtocol, in directory: Int64) {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 3, let job = LogFiles.number(parts[0], max: Limits.jobIDMax),
        let start = LogFiles.number(parts[1], max: .max), let kind = Kind(rawValue: String(parts[2])), job > 0,
        start > 0,
        job / LogFiles.jobsPerDirectory == directory
      else { return nil }
      self.job = JobID(job)
      self.start = Int(start)
      self.kind = kind
    }
  }

  /// A number as it is written in the names of files: another way to write it names another file.
  private static func number(_ text: some StringProtocol, max: Int64) -> Int64? {
    guard let number = Int64(text), (0...max).contains(number), text == "\(number)" else { return nil }
    return number
  }

  /// Whether the output of which so many bytes were written is there: what is shorter has lost some of it.
  static func isWhole(_ path: String, bytes: Int64) -> Bool {
    bytes == 0 || FileSize.ownBytes(at: path) >= bytes
  }

  /// The numbers of the directories in `directory`, each for a thousand jobs.
  static func numbers(in directory: String) -> [Int64] {
    var numbers: [Int64] = []
    FileTree.forEachName(in: directory) { name in
      if let number = number(name, max: Limits.jobIDMax / jobsPerDirectory) { numbers.append(number) }
    }
    return numbers
  }

  /// The highest id of a job of which a file is left, of whatever store.
  static func highestJob(under root: String) -> Int64 {
    var homes = [root]
    FileTree.forEachName(in: root) { if $0.hasPrefix(homePrefix) { homes.append("\(root)/\($0)") } }
    var highest: Int64 = 0
    for home in homes {
      // One that is empty says nothing: the next one below it does.
      for number in numbers(in: home).sorted(by: >) {
        let before = highest
        FileTree.forEachName(in: "\(home)/\(number)") {
          if let found = Found($0, in: number) { highest = max(highest, found.job.value) }
        }
        if highest > before || (number + 1) * jobsPerDirectory <= highest { break }
      }
    }
    return highest
  }

  /// Whether one of these jobs has left a file, here or where an older jobd has put it.
  func hasAny(_ ids: ClosedRange<Int64>) -> Bool {
    let wanted = ids.lowerBound / Self.jobsPerDirectory...ids.upperBound / Self.jobsPerDirectory
    for place in [home, root] {
      for number in Self.numbers(in: place) where wanted.contains(number) {
        var isThere = false
        FileTree.forEachName(in: "\(place)/\(number)") { name in
          if let found = Found(name, in: number), ids.contains(found.job.value) { isThere = true }
        }
        if isThere { return true }
      }
    }
    return false
  }

  /// Whether there is the directory of another store.
  func hasOthers() -> Bool {
    var isThere = false
    FileTree.forEachName(in: root) { name in
      if name.hasPrefix(Self.homePrefix) && "\(root)/\(name)" != home { isThere = true }
    }
    return isThere
  }

  /// Gives what an older jobd has left its place under the store's mark: each directory by one rename, so that a crash
  /// in between leaves some of them for the next start.
  func adoptUnmarked() throws(OpenError) {
    let numbers = Self.numbers(in: root)
    if numbers.isEmpty { return }
    if mkdir(home, 0o700) != 0 && errno != EEXIST { throw Self.failure(home) }
    for number in numbers where rename("\(root)/\(number)", directory(number)) != 0 && errno != ENOENT {
      throw Self.failure("\(root)/\(number)")
    }
  }

  private static func failure(_ path: String) -> OpenError {
    .notWritable(path, errno)
  }
}
