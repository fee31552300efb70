// `jobd config check`, as programs use it.

import Testing

@testable import jobd

@Suite(.timeLimit(.minutes(1))) struct ConfigCommandTests {
  @Test func oneSettingIsPrintedAsItIs() async throws {
    let jobd = try JobdProcess(["config", "check", "--only", "data_dir", "--data-dir", "/srv/jobs of: mine"])
    #expect(await jobd.outputLine(containing: "srv") == "/srv/jobs of: mine")
    #expect(await jobd.exitStatus() == 0)
  }

  @Test func settingThatThereIsNotIsNamed() async throws {
    let unknown = try JobdProcess(["config", "check", "--only", "datadir"])
    #expect(await unknown.exitStatus() == 64)
    #expect(await unknown.allErrors().contains("There is no setting datadir"))
  }
}
