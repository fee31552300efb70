// What a command can be asked for: input only if it is interactive, and only by who may run things as its user.

import Testing

@testable import JobCore

@Suite struct ChildControlTests {
  @Test func inputIsForInteractiveCommandsAlone() async throws {
    let deaf = ChildControl(teardown: ProcessTeardown(), input: nil, user: nil)
    #expect(await deaf.send(InputOrder(bytes: [1])) == .refused(.notInteractive))
    let pipe = try InputPipe(first: nil)
    defer { pipe.close() }
    let open = ChildControl(teardown: ProcessTeardown(), input: pipe, user: nil)
    #expect(await open.send(InputOrder(bytes: [1], isLast: true)) == .accepted(1, isClosed: true))
  }

  @Test func whoseCommandsRunAsAUserSendsToThoseOfThatUserAlone() async throws {
    let pipe = try InputPipe(first: nil)
    defer { pipe.close() }
    for (user, isTaken) in [("ann", true), ("bob", false), (nil, false)] as [(String?, Bool)] {
      let command = ChildControl(teardown: ProcessTeardown(), input: pipe, user: user)
      let answer = await command.send(InputOrder(bytes: [1], user: "ann"))
      #expect(answer == (isTaken ? .accepted(1, isClosed: false) : .refused(.otherUser)), "\(user ?? "jobd")")
      #expect(await command.send(InputOrder(bytes: [1])) == .accepted(1, isClosed: false))
    }
  }
}
