// The program and arguments of a command, and where its program is looked for.

import SystemPackage
import Testing

@testable import JobCore

@Suite struct ChildCommandTests {
  private func refusal(_ program: String, _ searchPath: String?) -> Errno? {
    do throws(Errno) {
      _ = try ChildCommand.places(program, searchPath: searchPath)
      return nil
    } catch {
      return error
    }
  }

  @Test func workIsStartedAsItIs() {
    #expect(ChildCommand.arguments(.exec(argv: ["tool", "a b", ""])) == ["tool", "a b", ""])
    #expect(ChildCommand.arguments(.shell("echo $A")) == ["/bin/sh", "-c", "echo $A"])
    #expect(ChildCommand.arguments(.external).isEmpty)
    #expect(ChildCommand.arguments(.handler(name: "a", payload: nil)).isEmpty)
  }

  @Test func aNameMayBeInEveryPlaceAndAPathIsThePlace() throws {
    #expect(try ChildCommand.places("tool", searchPath: "/a:/b/c") == ["/a/tool", "/b/c/tool"])
    #expect(try ChildCommand.places("tool", searchPath: nil) == ["/usr/bin/tool", "/bin/tool"])
    // From where the job runs, wherever programs are looked for.
    #expect(try ChildCommand.places("./tool", searchPath: "/a") == ["./tool"])
    #expect(try ChildCommand.places("/no/such", searchPath: nil) == ["/no/such"])
  }

  @Test func programIsNotLookedForWhereTheDaemonIs() throws {
    #expect(refusal("tool", ".:second::") == .noSuchFileOrDirectory && refusal("tool", "") == .noSuchFileOrDirectory)
    #expect(try ChildCommand.places("tool", searchPath: ".:/a") == ["/a/tool"])
  }

  @Test func nameThatNoFileCanHaveIsNotLookedFor() throws {
    let longest = String(repeating: "n", count: Limits.fileNameBytesMax)
    #expect(try ChildCommand.places(longest, searchPath: "/a") == ["/a/\(longest)"])
    let long = "/" + String(repeating: "d/", count: Limits.pathBytesMax / 2) + "x"
    #expect(refusal(longest + "n", "/a") == .fileNameTooLong && refusal(long, nil) == .fileNameTooLong)
  }
}
