// SPDX-License-Identifier: Apache-2.0
#include "carbonest/saved_input.hpp"

#include "catch.hpp"
#include "gate/json_tree.hpp"

using namespace carbonest;

namespace {

SavedInput saved(std::string_view text, std::vector<Override> overrides = {}) {
  auto input = save_input(text, overrides);
  REQUIRE(input);
  return *input;
}

}  // namespace

TEST_CASE("a job is saved without what changes no number, its keys in order") {
  CHECK(saved(R"( {"runtime": "79h", "name": "bert", "hardware": {"x_rack": 7, "cpu": "2x EPYC",
                   "accelerator": [{"tdp": "400 W", "count": 8}]},
                   "description": "of May", "pue": 1.10, "x_ticket": "T-1"} )")
            .job == R"({"hardware":{"accelerator":[{"count":8,"tdp":"400 W"}],"cpu":"2x EPYC"},)"
                    R"("pue":1.1,"runtime":"79h"})");
}

TEST_CASE("equal inputs have equal hashes, others do not") {
  const std::string hash = saved(R"({"name": "a", "runtime": "1h", "pue": 1.1})").hash;
  CHECK(hash.size() == 64);
  CHECK(saved(R"({"pue":1.1,"runtime":"1h","name":"another"})").hash == hash);
  CHECK(saved("\xEF\xBB\xBF{\"pue\":1.10e0,\r\n\"runtime\":\"1h\"}").hash == hash);
  CHECK(saved(R"({"pue":1.2,"runtime":"1h"})").hash != hash);
  CHECK(saved(R"({"pue":"1.1","runtime":"1h"})").hash != hash);
  CHECK(saved(R"({"pue":1.1,"runtime":"1h"})", {{"region", "FR", "--region"}}).hash != hash);
}

TEST_CASE("a stage keeps its name") {
  CHECK(saved(R"({"name": "a", "stages": [{"name": "train"}]})").job ==
        R"({"stages":[{"name":"train"}]})");
}

TEST_CASE("overrides are saved in order of their keys and come back") {
  const SavedInput a = saved("{}", {{"year", "2024", "--year"}, {"region", "FR", "--region"}});
  const SavedInput b = saved("{}", {{"region", "FR", "--region"}, {"year", "2024", "--year"}});
  CHECK(a.overrides == b.overrides);
  CHECK(a.hash == b.hash);
  const std::vector<Override> back = overrides_of(a, "--baseline");
  REQUIRE(back.size() == 2);
  CHECK(back[0].key == "region");
  CHECK(back[0].text == "FR");
  CHECK(std::string(back[0].option) == "--baseline");
}

TEST_CASE("a saved input saved again is the same") {
  const SavedInput once = saved(R"({"b": [1, {"d": null, "c": true}], "a": "\u202e\n"})");
  CHECK(saved(once.job).job == once.job);
  CHECK(saved(once.job).hash == once.hash);
}

TEST_CASE("what is no JSON object is not saved") {
  CHECK_FALSE(save_input("", {}));
  CHECK_FALSE(save_input("[1]", {}));
  CHECK_FALSE(save_input("{", {}));
}

TEST_CASE("a pointer leads to a place, or to what is around it") {
  JsonNode inner{JsonNode::Kind::number};
  inner.place.offset = 7;
  JsonNode list{JsonNode::Kind::array};
  list.place.offset = 5;
  list.items = {JsonNode{}, inner};
  JsonNode root{JsonNode::Kind::object};
  root.place.offset = 0;
  root.members.emplace_back("a/b~", list);
  CHECK(place_of(root, "").offset == 0);
  CHECK(place_of(root, "/a~1b~0").offset == 5);
  CHECK(place_of(root, "/a~1b~0/1").offset == 7);
  CHECK(place_of(root, "/a~1b~0/0").offset == 5);
  CHECK(place_of(root, "/a~1b~0/2").offset == 5);
  CHECK(place_of(root, "/a~1b~0/1x").offset == 5);
  CHECK(place_of(root, "/missing/1").offset == 0);
}
