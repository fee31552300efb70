// Which time zone is that of this machine.

import Testing

@testable import jobctl

@Suite struct LocalZoneTests {
  @Test(
    arguments: [
      ("Europe/Berlin", "Europe/Berlin"), (":Europe/Berlin", "Europe/Berlin"), ("UTC", "UTC"), ("", "UTC"),
      (":/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"), ("CET-1CEST,M3.5.0,M10.5.0/3", nil), ("CET-1CEST", nil),
      ("Etc/GMT-1", "Etc/GMT-1"), ("America/Argentina/La_Rioja", "America/Argentina/La_Rioja"), ("GB-Eire", "GB-Eire"),
      (":/etc/localtime", "America/Lima"), ("<+03>-3", nil),
    ] as [(String, String?)]) func theVariableGoesFirst(variable: String, name: String?)
  {
    let link = "/usr/share/zoneinfo/America/Lima"
    #expect(LocalZone.name(variable: variable, link: link, hasFile: true, text: nil) == name)
  }

  @Test(
    arguments: [
      ("/usr/share/zoneinfo/Europe/Paris", true, "Asia/Tokyo\n", "Europe/Paris"),
      ("../usr/share/zoneinfo/posix/Europe/Paris", true, nil, "Europe/Paris"),
      ("/somewhere/else", true, "Asia/Tokyo\n", "Asia/Tokyo"), (nil, true, "Asia/Tokyo", "Asia/Tokyo"),
      (nil, true, nil, nil), (nil, true, "", nil), (nil, false, nil, "UTC"),
    ] as [(String?, Bool, String?, String?)]) func thenTheFiles(
      link: String?, hasFile: Bool, text: String?, name: String?
    )
  {
    #expect(LocalZone.name(variable: nil, link: link, hasFile: hasFile, text: text) == name)
  }
}
