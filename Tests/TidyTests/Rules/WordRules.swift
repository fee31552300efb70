// Words that need a reason where they stand, or may not stand there at all.

extension TidyRule {
  /// What switches the compiler's proof off says in a `Safe:` comment why it holds nevertheless.
  static let bannedWords = TidyRule(
    name: "unsafe words come with a Safe: comment",
    check: { files in
      files.flatMap { file in
        file.codeLineNumbers(holding: "!", "unchecked", "unsafe", "detached", "emaphore", "sem_", matching: unsafeWords)
          .filter { !file.isJustified(atLine: $0) }.map {
            Finding(path: file.path, line: $0, advice: "avoid it, or say `Safe:` and why in a comment just above")
          }
      }
    },
    bad: [
      SourceFile(path: "Sources/JobCore/A.swift", text: "final class A: @unchecked Sendable {}"),
      SourceFile(path: "Sources/JobCore/B.swift", text: "nonisolated(unsafe) var b = 1"),
      SourceFile(path: "Sources/JobCore/C.swift", text: "let c = try! load()"),
      SourceFile(path: "Sources/JobCore/D.swift", text: "Task.detached { work() }"),
      SourceFile(path: "Sources/JobCore/E.swift", text: "let e = table[key]!.name"),
      SourceFile(path: "Sources/JobCore/F.swift", text: "let f = DispatchSemaphore(value: 0)"),
      SourceFile(path: "Sources/JobCore/G.swift", text: "let g = value as! String"),
    ],
    good: [
      SourceFile(
        path: "Sources/JobCore/A.swift",
        text: "// Safe: the only state is behind a lock.\nfinal class A: @unchecked Sendable {}"),
      SourceFile(path: "Sources/JobCore/E.swift", text: "if a != b && !done { say(\"stop!\") }  // try! is banned"),
    ])

  /// Unstructured work outlives its reason; it is started in the files below and says there why.
  static let looseTasks = TidyRule(
    name: "`Task {` only in its few rooms",
    check: { files in
      files.filter { $0.isSource && !taskRooms.contains($0.path) }.flatMap { file in
        file.codeLineNumbers(holding: "Task", matching: /\bTask(\.immediate)?\s*(<[^>]*>)?\s*(\([^{]*\))?\s*\{/).map {
          Finding(path: file.path, line: $0, advice: "structure it (a group, `async let`), or use Support/Shield.swift")
        }
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/JobQueue.swift", text: "Task(priority: .high) { await run() }")],
    good: [
      SourceFile(path: "Sources/JobCore/Support/Shield.swift", text: "Task { await run() }"),
      SourceFile(path: "Sources/JobCore/JobQueue.swift", text: "withTaskGroup(of: Int.self) { group in }"),
    ])

  /// The name of a directory's entry is copied with all of its type, which reaches behind what was read: a crash, if
  /// that is the end of the memory.
  static let entryNames = TidyRule(
    name: "names of directories' entries are not copied",
    check: { files in
      files.flatMap { file in
        file.codeLineNumbers(holding: "d_name", matching: /pointee\.d_name\b/).map {
          Finding(path: file.path, line: $0, advice: "use clinux_entry_name, which gives a pointer")
        }
      }
    },
    bad: [SourceFile(path: "Tests/A.swift", text: "let name = entry.pointee." + "d_name")],
    good: [SourceFile(path: "Tests/A.swift", text: "read(clinux_entry_name(entry))")])

  /// A store error is handled or thrown, never dropped.
  static let swallowedStoreErrors = TidyRule(
    name: "no `try?` in the store",
    check: { files in
      files.filter { file in
        ["Store", "Transaction", "SQLite"].contains { file.path.hasPrefix("Sources/JobCore/\($0)/") }
      }.flatMap { file in
        file.codeLineNumbers(holding: "try?", matching: /\btry\?/).filter { !file.isJustified(atLine: $0) }.map {
          Finding(path: file.path, line: $0, advice: "handle the error or throw it; the caller needs to know")
        }
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/SQLite/A.swift", text: "let row = try? read()")],
    good: [SourceFile(path: "Sources/JobCore/SQLite/A.swift", text: "let row = try read()")])

  /// A library has no standard output; it takes a logger.
  static let printing = TidyRule(
    name: "libraries do not print",
    check: { files in
      files.filter { libraries.contains($0.target) && $0.isSource }.flatMap { file in
        file.codeLineNumbers(
          holding: "print(", "debugPrint(", "dump(", "NSLog(", matching: /(^|[^.\w])(print|debugPrint|dump|NSLog)\(/
        ).map {
          Finding(path: file.path, line: $0, advice: "use the logger that was passed in")
        }
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/A.swift", text: "print(\"started\")")],
    good: [SourceFile(path: "Sources/jobctl/A.swift", text: "print(\"started\")")])

  /// Only a program ends the process, and only from its top.
  static let exiting = TidyRule(
    name: "libraries do not end the process",
    check: { files in
      files.filter { libraries.contains($0.target) && $0.isSource }.flatMap { file in
        file.codeLineNumbers(
          holding: "exit(", "abort(", "fatalError(", matching: /(^|[^.\w])(exit|_exit|abort|fatalError)\(/
        ).filter {
          !file.isJustified(atLine: $0)
        }.map {
          Finding(path: file.path, line: $0, advice: "throw, or state the programmer's error as a precondition")
        }
      }
    },
    bad: [SourceFile(path: "Sources/HTTPFront/A.swift", text: "exit(1)")],
    good: [SourceFile(path: "Sources/jobd/A.swift", text: "exit(1)")])

  /// A promise without an issue is forgotten.
  static let undatedPromises = TidyRule(
    name: "a promise to come back names its issue",
    check: { files in
      files.flatMap { file in
        file.comments.indices.filter { index in
          promises.contains { SourceFile.line(file.comments[index], holds: $0) }
            && file.comments[index].firstMatch(of: /\b(TODO|FIXME|XXX|HACK)\b/) != nil
            && file.comments[index].firstMatch(of: /#\d+/) == nil
        }.map { Finding(path: file.path, line: $0 + 1, advice: "do it now, or name the issue: #12") }
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/A.swift", text: "let a = 1  // " + "TO" + "DO: make it two")],
    good: [SourceFile(path: "Sources/JobCore/A.swift", text: "let a = 1  // " + "TO" + "DO(#12): make it two")])

  /// `x!` but not `!=`, `!x` or `x !== y`; the other words by name.
  private static var unsafeWords: some RegexComponent {
    #/
    @unchecked\s+Sendable | nonisolated\(unsafe\) | \btry! | \bas! | \bTask\.detached
    | Semaphore\( | \bsem_(init|wait|post)\( | [\w)\]"]!(?![=\w])
    /#
  }

  private static let promises = ["TODO", "FIXME", "XXX", "HACK"]

  private static let libraries: Set<String> = ["JobWire", "JobCore", "HTTPFront", "JobClient"]

  /// Where unstructured tasks are started, each with its reason in the file.
  private static let taskRooms: Set<String> = [
    "Sources/JobCore/Support/Shield.swift", "Sources/HTTPFront/HTTP1/RequestTask.swift",
    "Sources/JobClient/Transport/ClientThread.swift",
  ]
}
