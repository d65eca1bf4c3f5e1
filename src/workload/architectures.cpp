// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "carbonest/training_time.hpp"

namespace carbonest {
namespace {

constexpr std::string_view k_torchvision = "torchvision model table";

// id, kind, 10^9 multiply-adds, pixels, citation.
constexpr std::array k_architectures{
    Architecture{"convnext-b", "cnn", 15.36, 224, k_torchvision},
    Architecture{"convnext-l", "cnn", 34.36, 224, k_torchvision},
    Architecture{"convnext-s", "cnn", 8.68, 224, k_torchvision},
    Architecture{"convnext-t", "cnn", 4.46, 224, k_torchvision},
    Architecture{"densenet-121", "cnn", 2.83, 224, k_torchvision},
    Architecture{"densenet-169", "cnn", 3.36, 224, k_torchvision},
    Architecture{"densenet-201", "cnn", 4.29, 224, k_torchvision},
    Architecture{"dit-xl/2", "diffusion", 119, 256, "Peebles and Xie 2023, table 1"},
    Architecture{"efficientnet-b0", "cnn", 0.39, 224, k_torchvision},
    Architecture{"efficientnet-b7", "cnn", 37.75, 600, k_torchvision},
    Architecture{"inception-v3", "cnn", 5.71, 299, k_torchvision},
    Architecture{"mobilenet-v2", "cnn", 0.30, 224, k_torchvision},
    Architecture{"resnet-101", "cnn", 7.80, 224, k_torchvision},
    Architecture{"resnet-152", "cnn", 11.51, 224, k_torchvision},
    Architecture{"resnet-18", "cnn", 1.81, 224, k_torchvision},
    Architecture{"resnet-34", "cnn", 3.66, 224, k_torchvision},
    Architecture{"resnet-50", "cnn", 4.1, 224, k_torchvision},
    Architecture{"stable-diffusion-1", "diffusion", 370, 512,
                 "U-Net alone; published counts 340 to 400"},
    Architecture{"swin-b", "vit", 15.43, 224, k_torchvision},
    Architecture{"swin-s", "vit", 8.74, 224, k_torchvision},
    Architecture{"swin-t", "vit", 4.49, 224, k_torchvision},
    Architecture{"vgg-16", "cnn", 15.47, 224, k_torchvision},
    Architecture{"vit-b/16", "vit", 17.56, 224, k_torchvision},
    Architecture{"vit-b/32", "vit", 4.41, 224, k_torchvision},
    Architecture{"vit-h/14", "vit", 167.29, 224, k_torchvision},
    Architecture{"vit-l/16", "vit", 61.55, 224, k_torchvision},
    Architecture{"vit-l/32", "vit", 15.38, 224, k_torchvision},
};
static_assert(std::ranges::is_sorted(k_architectures, {}, &Architecture::id));

}  // namespace

std::span<const Architecture> architectures() noexcept { return k_architectures; }

}  // namespace carbonest
