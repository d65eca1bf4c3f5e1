// SPDX-License-Identifier: Apache-2.0
#pragma once
// The smallest tables that compile, for tests that break one of them.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/blob.hpp"
#include "catalog/compile.hpp"
#include "catalog/schema.hpp"

namespace carbonest::testing {

using Tables = std::map<std::string, std::string, std::less<>>;

/// The header row of a table, as the schema has it.
inline std::string header_of(std::string_view table) {
  std::string header;
  for (const ColumnSpec& column : find_table(table)->columns)
    header += (header.empty() ? "" : ",") + std::string(column.name);
  return header + "\n";
}

/// Every table with its header; a few with rows.
inline Tables small_tables() {
  Tables tables;
  for (const TableSpec& spec : schema::k_tables)
    tables[std::string(spec.name)] = header_of(spec.name);
  tables["sources"] +=
      "epoch,Hardware,Epoch AI,2026,https://example.org/a,CC BY,bundled,Epoch AI\n"
      "grid,Grid data,Example,2025,https://example.org/b,CC BY,bundled,\n";
  tables["zones"] +=
      "FR,country,France,,FR,FRA,no,grid,2025,\n"
      "GB,country,United Kingdom,UK;Great Britain,GB,GBR,no,grid,2025,\n"
      "R-EU,region,European Union,EU,,,no,grid,2025,\n"
      "RE,country,Reunion,,RE,REU,yes,grid,2025,\n"
      "US,country,United States,USA,US,USA,no,grid,2025,\n"
      "US-CA,state,California,,US,USA,no,grid,2025,\n";
  tables["grid_intensity"] +=
      "FR,2023,53,lifecycle,co2e,production,1,high,2023,grid,2025,\n"
      "FR,2024,40.5,lifecycle,co2e,production,1,high,2024,grid,2025,\n"
      "FR,2024,30,direct,co2e,production,2,low,2024,grid,2025,\"a note, with a comma\"\n"
      "US,2022,410,lifecycle,co2e,production,1,high,2022,grid,2025,\n";
  tables["accelerators"] +=
      "amd-mi300a,AMD Instinct "
      "MI300A,AMD,datacenter,apu,,MI300,760,vendor,,,,128,,,,,,,2023,,,seen,epoch,2026,,\n"
      "amd-mi300x,AMD Instinct MI300X,AMD,datacenter,module,MI300X "
      "OAM,MI300,750,vendor,,,,192,,,,,,,2023,,,seen,"
      "epoch,2026,,\n"
      "nvidia-a100-pcie-40gb,NVIDIA A100 PCIe 40GB,NVIDIA,datacenter,board,A100 "
      "PCIe,A100,250,vendor,,,,40,,,312,,,,"
      "2020,150,,seen,epoch,2026,,\n"
      "nvidia-a100-sxm4-40gb,NVIDIA A100 SXM4 40GB,NVIDIA,datacenter,board,NVIDIA "
      "A100-SXM4-40GB;A100 SXM 40GB,A100,"
      "400,vendor,,,,40,,,312,,,,2020,150,,seen,epoch,2026,fp16_tflops=grid,\n"
      "nvidia-a100-sxm4-80gb,NVIDIA A100 SXM4 80GB,NVIDIA,datacenter,board,HGX A100,A100;A100 "
      "80GB,400,vendor,51,300,"
      "grid,80,,,312,,,,2020,150,grid,seen,epoch,2026,,\n"
      "nvidia-rtx-4090,NVIDIA GeForce RTX "
      "4090,NVIDIA,desktop,board,,,450,vendor,,,,24,82.6,,,,,,2022,,,seen,epoch,"
      "2026,,\"the \"\"big\"\" one\"\n";
  tables["cpus"] +=
      "amd-epyc-7742,AMD EPYC 7742,AMD,server,,225,64,128,2019,seen,epoch,2026,\n"
      "intel-xeon-e5-2620-v4,Intel Xeon E5-2620 v4,Intel,server,,85,8,16,2016,seen,epoch,2026,\n"
      "intel-xeon-hidden,Google Cloud Xeon 2.20GHz,Intel,server,Intel(R) Xeon(R) CPU @ "
      "2.20GHz,105,22,,2016,estimate,"
      "epoch,2026,\n";
  tables["instances"] +=
      "aws:p4d.24xlarge,aws,p4d.24xlarge,,accelerated,nvidia-a100-sxm4-40gb,8,96,,Intel "
      "Xeon,1152,seen,epoch,2026,\n"
      "gcp:shared,gcp,shared,,cpu,,,4,amd-epyc-7742,,16,seen,epoch,2026,\n"
      "oci:shared,oci,shared,,cpu,,,2,,,8,seen,epoch,2026,\n";
  tables["regions"] +=
      "aws:us-east-1,aws,us-east-1,,N. Virginia,39,-77.5,city,US,US,,current,epoch,2026,\n"
      "aws:us-west-1,aws,us-west-1,,California,37,-122,city,US,US-CA,US,current,epoch,2026,\n"
      "gcp:us-central1,gcp,us-central1,Iowa,Council Bluffs,41,-95,city,US,US,,current,epoch,2026,\n"
      "gcp:us-west1,gcp,us-west1,,Oregon,45,-121,city,US,US,,current,epoch,2026,\n"
      "oci:us-east-1,oci,us-east-1,,Ashburn,39,-77.5,city,US,US,,current,epoch,2026,\n";
  tables["region_years"] +=
      "gcp:us-central1,2023,1.1,measured,,95,410,,epoch,2024,\n"
      "gcp:us-central1,2024,1.11,measured,0.1,96,400,0,epoch,2025,\n";
  tables["pue"] +=
      "gcp-2023,provider,Google fleet,gcp,2023,1.1,,,,fleet_mean,2,high,epoch,2024,\n"
      "gcp-2024,provider,Google fleet,gcp,2024,1.09,,,,fleet_mean,1,high,epoch,2025,\n";
  tables["components"] += "dram-default,dram,power_per_gb,0.3725,W/GB,,seen,epoch,2026,\n";
  tables["embodied"] += "lifetime,server,lifetime,4,years,,seen,epoch,2026,\n";
  tables["equivalents"] += "car-km,Driving a car,km,166,150,180,high,epoch,2026,\n";
  return tables;
}

inline std::vector<TableText> texts_of(const Tables& tables, std::vector<std::string>& files) {
  files.reserve(tables.size());
  std::vector<TableText> texts;
  for (const auto& [name, text] : tables)
    texts.push_back({name, files.emplace_back(name + ".csv"), text});
  return texts;
}

inline Result<std::vector<unsigned char>> compile(const Tables& tables) {
  std::vector<std::string> files;
  return compile_tables(texts_of(tables, files), "2026.11");
}

/// "file:line:column code message" of every problem, one a line.
inline std::string text_of(const Diagnostics& problems) {
  std::string out;
  for (const Diagnostic& d : problems)
    out += d.file + ":" + std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.code +
           " " + d.message + (d.hint.empty() ? "" : " (" + d.hint + ")") + "\n";
  return out;
}

}  // namespace carbonest::testing
