// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"

#include <limits>

namespace carbonest::cli {
namespace {

constexpr std::size_t k_any_number = std::numeric_limits<std::size_t>::max();

constexpr Command planned(std::string_view name, std::string_view summary) {
  return {name, summary, {}, {}, 0, 0, 0, nullptr, nullptr};
}

constexpr Command k_commands[]{
    {"estimate", "energy and CO2e of one or more jobs", "JOB...",
     "estimate job.json\n"
     "estimate --region FR --runtime 12h job.json\n"
     "estimate -f json -o result.json job.json\n"
     "estimate - < job.json\n"
     "estimate --jsonl jobs.jsonl --threads 4 > lines.jsonl\n"
     "estimate --jsonl jobs.jsonl --group-by region,x_user\n",
     k_estimate, 1, k_any_number, estimate_format_ids, run_estimate},
    {"explain", "every number: formula, value, unit, origin, source, year", "JOB...",
     "explain job.json\n"
     "explain --method green-algorithms job.json\n",
     k_explain, 1, k_any_number, explain_format_ids, run_explain},
    {"compare", "one job in other regions, on other hardware, in other years", "JOB",
     "compare --regions all --top 10 job.json\n"
     "compare --regions 'aws:*,country:FR,DE' --sort distance job.json\n"
     "compare --hardware H100-SXM5-80GB,T4 --years 2020-2024 job.json\n"
     "compare --vary pue=1.1,1.3 --vary hardware.nodes=1,2 -f csv job.json\n"
     "compare --baseline saved.json job.json\n",
     k_compare, 1, 1, compare_format_ids, run_compare},
    {"gate", "hold jobs against limits and a baseline, for CI", "JOB...",
     "gate --max-co2e 10kg job.json\n"
     "gate --baseline main.json --max-increase '5%, 2kg' jobs/a.json jobs/b.json\n"
     "gate --budget carbon-budget.json --per-job --at upper job.json\n"
     "gate --max-co2e 10kg --report junit:carbon.xml,sarif:carbon.sarif job.json\n",
     k_gate, 1, k_any_number, gate_format_ids, run_gate},
    {"plan", "when to start, given an intensity series", "JOB",
     "plan --series gb.csv --earliest 2024-05-01T00:00:00Z --slack 24h job.json\n"
     "plan --series gb.csv --slack 48h --pausable --resume-overhead 10min job.json\n"
     "plan --series FR=fr.csv,GB=gb.csv --deadline 2024-05-03T08:00:00Z -f json job.json\n",
     k_plan, 1, 1, plan_format_ids, run_plan},
    {"import", "files of others: Slurm's accounting logs, intensity series", "FORMAT FILE",
     "import slurm --site site.json --summary sacct.txt\n"
     "import slurm --site site.json sacct.txt | carbonest estimate --jsonl -\n"
     "import series history.json\n"
     "import series --time-col Time --value-col Value --unit kg/MWh -f csv export.csv\n",
     k_import, 2, 2, import_format_ids, run_import},
    {"list", "what the tables know: accelerators, regions, methods, ...", "[TABLE]",
     "list\n"
     "list accelerators --search h100\n"
     "list regions -f csv -o regions.csv\n",
     k_list, 0, 1, list_format_ids, run_list},
    {"merge", "partial results of a split log into one", "FILE...",
     "merge part-*.json\n"
     "merge -f json -o report.json part-1.json part-2.json\n",
     k_merge, 1, k_any_number, merge_format_ids, run_merge},
    planned("advise", "ways to lower it, ranked"),
};

}  // namespace

std::span<const Command> commands() noexcept { return k_commands; }

const Command* find_command(std::string_view name) noexcept {
  for (const Command& command : k_commands)
    if (command.run != nullptr && command.name == name) return &command;
  return nullptr;
}

}  // namespace carbonest::cli
